"""Addresses of how a complaint comes in and of what a party sees. Those of a case say nothing of what it is about."""

from django.urls import URLPattern, path
from django.views.decorators.http import require_GET

from reviews.conduct.views import identifying, intake, mine, returning
from reviews.conduct.views.intake import desk, public
from reviews.conduct.views.mine import signed_in
from reviews.conduct.views.returning import returned

complaining: list[URLPattern] = [
    # writing a complaint, without an account
    path("complain/", public(intake.start), name="complain"),
    path("complain/members/", public(intake.members), name="complain_members"),
    path("complain/what-happened/", public(intake.allegations), name="complain_allegations"),
    path("complain/what-happened/<int:number>/", public(intake.allegation), name="complain_allegation"),
    path(
        "complain/what-happened/<int:number>/remove/",
        public(intake.remove_allegation),
        name="complain_remove_allegation",
    ),
    path("complain/evidence/", public(intake.evidence), name="complain_evidence"),
    path("complain/evidence/<uuid:file>/remove/", public(intake.remove_file), name="complain_remove_file"),
    path("complain/check/", public(intake.check), name="complain_check"),
    path("complain/sent/", public(intake.sent), name="complain_sent"),
    path("complain/discard/", public(intake.discard), name="complain_discard"),
    # coming back with a code
    path("records/return/", returning.come_back, name="come_back"),
    path("complain/return/", returning.return_code, name="return_code"),
    path("complain/return/lost/", returning.lost_code, name="lost_code"),
    path("complain/return/finish/", returning.finish, name="finish"),
    path("complain/return/yours/", require_GET(returned(mine.part)), name="returned"),
    path("complain/return/yours/<slug:what>/", returned(mine.act), name="returned_act"),
    path("complain/return/yours/files/<uuid:file>/", require_GET(returned(mine.file)), name="returned_file"),
    path("complain/<slug:step>/", public(intake.step), name="complain_step"),
]
typing_in: list[URLPattern] = [
    path("records/matters/new/", desk(intake.start), name="type_in"),
    path("records/matters/new/members/", desk(intake.members), name="type_in_members"),
    path("records/matters/new/what-happened/", desk(intake.allegations), name="type_in_allegations"),
    path("records/matters/new/what-happened/<int:number>/", desk(intake.allegation), name="type_in_allegation"),
    path(
        "records/matters/new/what-happened/<int:number>/remove/",
        desk(intake.remove_allegation),
        name="type_in_remove_allegation",
    ),
    path("records/matters/new/evidence/", desk(intake.evidence), name="type_in_evidence"),
    path("records/matters/new/evidence/<uuid:file>/remove/", desk(intake.remove_file), name="type_in_remove_file"),
    path("records/matters/new/check/", desk(intake.check), name="type_in_check"),
    path("records/matters/new/sent/", desk(intake.sent), name="type_in_sent"),
    path("records/matters/new/discard/", desk(intake.discard), name="type_in_discard"),
    path("records/matters/new/<slug:step>/", desk(intake.step), name="type_in_step"),
]
of_a_party: list[URLPattern] = [
    path("records/matters/<uuid:pk>/mine/", signed_in(mine.part), name="mine"),
    path("records/matters/<uuid:pk>/mine/<slug:what>/", signed_in(mine.act), name="mine_act"),
    path("records/matters/<uuid:pk>/mine/files/<uuid:file>/", signed_in(mine.file), name="mine_file"),
    path("records/matters/<uuid:pk>/who/<uuid:subject>/", identifying.who_is_it, name="who_is_it"),
]
urlpatterns = [*complaining, *typing_in, *of_a_party]
