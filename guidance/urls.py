"""Addresses of the guidance. Converters let nothing through that the database could not hold."""

from django.urls import include, path, register_converter
from django.urls.converters import StringConverter

from guidance import search_page, views, views_of_editions, views_of_readability
from guidance.check import views as check_views
from guidance.checkup import views as checkup_views
from guidance.confirming import views as confirming
from guidance.editing.views import withdrawing
from guidance.feedback import views as feedback
from guidance.following import views as following
from guidance.models import POINT_ID_LENGTH, POINT_ID_LETTERS
from guidance.printing import views as printing
from guidance.reviewing import views as reviewing
from guidance.sleeping import views as sleeping
from guidance.synonyms import views as synonyms
from guidance.words import views as words


class PointIdConverter(StringConverter):
    """The permanent id of a point."""

    regex = f"[{POINT_ID_LETTERS}]{{{POINT_ID_LENGTH}}}"


class SectionNumberConverter(StringConverter):
    """The number of a section as printed."""

    regex = r"[0-9A-Za-z.]{1,20}"


class SignedConverter(StringConverter):
    """What the portal signed and put into a link."""

    regex = r"[0-9A-Za-z~_-]{20,120}"


register_converter(PointIdConverter, "point_id")
register_converter(SignedConverter, "signed")
register_converter(SectionNumberConverter, "section_number")

app_name = "guidance"
urlpatterns = [
    path("", views.contents, name="contents"),
    path("search/", search_page.search, name="search"),
    path("searches/", synonyms.searches, name="searches"),
    path("synonyms/", synonyms.synonyms, name="synonyms"),
    path("synonyms/add/", synonyms.add_synonyms, name="add_synonyms"),
    path("synonyms/<uuid:group_id>/end/", synonyms.end_synonyms, name="end_synonyms"),
    path("check/", check_views.check, name="check"),
    path("check-up/", checkup_views.checkup, name="checkup"),
    path("sleeping/", sleeping.sleeping, name="sleeping"),
    path("sleeping/keep/", sleeping.sleep_on, name="sleep_on"),
    path("sleeping/<uuid:draft>/", sleeping.slept_on, name="slept_on"),
    path("sleeping/<uuid:draft>/throw-away/", sleeping.throw_away, name="throw_away"),
    path("confirm/", confirming.confirm, name="confirm"),
    path("confirmations/", confirming.confirmations, name="confirmations"),
    path("confirmations/statement/", confirming.statement, name="statement"),
    path("confirmations/<uuid:edition>/people/", confirming.who_confirmed, name="who_confirmed"),
    path("confirmations/<uuid:edition>/people.csv", confirming.who_confirmed_csv, name="who_confirmed_csv"),
    path("reviews/", reviewing.reviews, name="reviews"),
    path("reviews/<uuid:document>/plan/", reviewing.plan, name="review_plan"),
    path("reviews/<uuid:document>/no-change/", reviewing.no_change, name="review_no_change"),
    path("point/<point_id:point_id>/", views.point, name="point"),
    path("point/<point_id:point_id>/edition/<int:edition>/", views.wording, name="wording"),
    path("drafts/", include("guidance.editing.urls")),
    path("point/<point_id:point_id>/edition/<int:edition>/feedback/", feedback.tell, name="tell"),
    path("feedback/", feedback.queue, name="feedback"),
    path("feedback/mine/", feedback.mine, name="my_feedback"),
    path("feedback/<uuid:feedback>/", feedback.item, name="feedback_item"),
    path("feedback/<uuid:feedback>/reply/", feedback.reply, name="feedback_reply"),
    path("feedback/<uuid:feedback>/close/", feedback.close, name="feedback_close"),
    path("following/", following.following, name="following"),
    path("following/stop/<signed:token>/", following.stop_following, name="stop_following"),
    path("words/", words.words, name="words"),
    path("drafts/<uuid:edition>/words/", words.draft_words, name="draft_words"),
    path("drafts/<uuid:edition>/words/<uuid:definition>/end/", words.end_draft_word, name="end_draft_word"),
    path("as-at/", views_of_editions.as_at, name="as_at"),
    path("<slug:document>/history/", views_of_editions.history, name="history"),
    path("<slug:document>/compare/", views_of_editions.choose_comparison, name="choose_comparison"),
    path("<slug:document>/compare/<int:first>/<int:second>/", views_of_editions.comparison, name="compare"),
    path("<slug:document>/edition-<int:edition>/", views_of_editions.edition, name="edition"),
    path("<slug:document>/edition-<int:edition>/readability/", views_of_readability.readability, name="readability"),
    path("<slug:document>/edition-<int:edition>.pdf", printing.edition_pdf, name="edition_pdf"),
    path(
        "<slug:document>/edition-<int:edition>/section-<section_number:number>/",
        views_of_editions.edition_section,
        name="edition_section",
    ),
    path("<slug:document>/edition-<int:edition>/withdraw/", withdrawing.withdraw, name="withdraw"),
    path("<slug:document>/section-<section_number:number>/", views.section, name="section"),
]
