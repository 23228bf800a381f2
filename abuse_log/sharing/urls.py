"""Addresses of sharing and of what comes of it. None says what the records are about."""

from django.urls import URLPattern, path

from abuse_log.evidence.urls import RECORD
from abuse_log.sharing.views import counting, member, officers, stop

of_a_record: list[URLPattern] = [
    path(f"{RECORD}share/", member.share, name="share"),
    path(f"{RECORD}share/<uuid:share>/withdraw/", member.withdraw, name="share_withdraw"),
    path(f"{RECORD}adding/", member.adding, name="adding"),
    path(f"{RECORD}adding/<uuid:consent>/end/", member.adding_end, name="adding_end"),
    path(f"{RECORD}who-looked/", member.who_looked, name="who_looked"),
    path(f"{RECORD}hand-over/", member.hand_over, name="hand_over"),
    path(f"{RECORD}pattern/", counting.pattern, name="pattern"),
]
elsewhere: list[URLPattern] = [
    path("threatened/do-not-copy/", stop.stop, name="stop"),
    # officers
    path("records/shared/", officers.shared, name="shared"),
    path("records/shared/seen/", officers.exposure, name="exposure"),
    path("records/shared/spare-me/", officers.spare_me, name="spare_me"),
    path("records/shared/<uuid:share>/", officers.shared_record, name="shared_record"),
    path("records/shared/<uuid:share>/accounts/", officers.shared_accounts, name="shared_accounts"),
    # a sensitive interest
    path("records/interest/", member.interest, name="interest"),
    path("records/interests/", officers.interests, name="interests"),
    path("records/interests/<uuid:asked>/", officers.interest_answer, name="interest_answer"),
    # numbers
    path("records/numbers/", counting.numbers, name="numbers"),
    path("records/numbers/<slug:name>.csv", counting.table, name="numbers_table"),
    path("records/month/<str:month>/", counting.briefing, name="briefing"),
]
