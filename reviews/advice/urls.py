from django.urls import URLPattern, URLResolver, include, path

from reviews.advice.views import answering, asking, carrying, desk, member

app_name = "advice"
urlpatterns: list[URLPattern | URLResolver] = [
    # The member
    path("", member.home, name="home"),
    path("ask/", asking.start, name="start"),
    path("ask/carry/", carrying.carry, name="carry"),
    path("<uuid:pk>/ask/<slug:step>/", asking.step, name="step"),
    path("<uuid:pk>/change/<slug:step>/", asking.step, {"changing": True}, name="change"),
    path("<uuid:pk>/check/", asking.check, name="check"),
    path("<uuid:pk>/submit/", asking.submit, name="submit"),
    path("<uuid:pk>/sent/", asking.sent, name="sent"),
    path("<uuid:pk>/", member.detail, name="request"),
    path("<uuid:pk>/reply/", member.reply, name="reply"),
    path("<uuid:pk>/close/", member.close, name="close"),
    path("<uuid:pk>/withdraw/", member.withdraw, name="withdraw"),
    path("<uuid:pk>/pictures/<uuid:picture>/", member.picture, name="picture"),
    path("<uuid:pk>/pictures/<uuid:picture>/remove/", asking.remove_picture, name="remove_picture"),
    # The queues
    path("desk/", desk.queue, name="desk"),
    path("desk/list/<slug:view>/", desk.queue, name="desk_view"),
    path("monitoring-officer/", desk.office, name="office"),
    path("monitoring-officer/list/<slug:view>/", desk.office, name="office_view"),
    # Pre-election periods
    path("elections/", include("reviews.advice.elections.urls")),
    # Reports
    path("reports/", include("reviews.advice.reports.urls")),
    # One request, for those who advise
    path("desk/<uuid:pk>/", desk.detail, name="desk_request"),
    path("desk/<uuid:pk>/claim/", desk.claim, name="claim"),
    path("desk/<uuid:pk>/ask/", desk.ask_member, name="ask_member"),
    path("desk/<uuid:pk>/note/", desk.note, name="note"),
    path("desk/<uuid:pk>/answer/", answering.answer, name="answer"),
    path("desk/<uuid:pk>/points/", answering.points, name="points"),
    path("desk/<uuid:pk>/escalate/", desk.escalate, name="escalate"),
    path("desk/<uuid:pk>/accept/", desk.accept, name="accept"),
    path("desk/<uuid:pk>/return/", desk.return_to_desk, name="return_to_desk"),
    path("desk/<uuid:pk>/still-holds/", desk.still_holds, name="still_holds"),
    path("desk/<uuid:pk>/decline/", desk.decline, name="decline"),
]
