from django.urls import path

from portal.home.records_office.views import disclosures, disposals, finding, holds, retention

app_name = "records_office"
urlpatterns = [
    # finding a record
    path("", finding.index, name="index"),
    path("person/", finding.person, name="person"),
    path("record/<slug:room>/<uuid:pk>/", finding.card, name="card"),
    # legal holds
    path("holds/", holds.holds, name="holds"),
    path("record/<slug:room>/<uuid:pk>/hold/", holds.place, name="place_hold"),
    path("holds/<uuid:pk>/lift/", holds.lift, name="lift_hold"),
    # what is due, and what is gone
    path("due/", disposals.due, name="due"),
    path("due/<uuid:pk>/approve/", disposals.approve, name="approve"),
    path("due/<uuid:pk>/keep/", disposals.keep, name="keep"),
    path("disposals/", disposals.disposals, name="disposals"),
    path("disposals/<uuid:pk>/certificate/", disposals.certificate, name="certificate"),
    # how long records are kept
    path("retention/", retention.retention, name="retention"),
    path("retention/<slug:rule>/", retention.change, name="change_retention"),
    # handing out
    path("disclosures/", disclosures.log, name="disclosures"),
    path("record/<slug:room>/<uuid:pk>/disclose/", disclosures.begin, name="disclose"),
    path("disclosures/<uuid:pk>/", disclosures.disclosure, name="disclosure"),
    path("disclosures/<uuid:pk>/redact/", disclosures.redact, name="redact"),
    path("disclosures/<uuid:pk>/put-back/<uuid:redaction>/", disclosures.put_back, name="put_back"),
    path("disclosures/<uuid:pk>/make/", disclosures.make, name="make"),
    path("disclosures/<uuid:pk>/file/<slug:which>/", disclosures.file, name="file"),
    path("disclosures/<uuid:pk>/hand-out/", disclosures.hand_out, name="hand_out"),
    path("disclosures/<uuid:pk>/give-up/", disclosures.give_up, name="give_up"),
]
