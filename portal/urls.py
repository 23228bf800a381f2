"""Every address of the portal, by room. Sign-in is needed unless a view says otherwise."""

from django.urls import include, path

urlpatterns = [
    path("", include("portal.home.urls")),
    path("guidance/", include("guidance.urls")),
    path("advice/", include("reviews.advice.urls")),
    path("records-office/", include("portal.home.records_office.urls")),
    path("", include("reviews.conduct.urls")),
    path("", include("abuse_log.urls")),
    path("people/", include("portal.foundation.people.urls")),
    path("account/", include("allauth.urls")),
]
handler404 = "portal.home.views.not_found"
handler500 = "portal.home.views.fault"
