from django.urls import path

from portal.home import views
from portal.home.views import machine_room, statements, touched

app_name = "home"
urlpatterns = [
    path("", views.home, name="home"),
    # what a change of the guidance touches
    path("guidance-changes/", touched.touched_answers, name="touched_answers"),
    path("guidance-changes/<uuid:edition>/", touched.touched, name="touched"),
    # statement pages, public
    path("accessibility/", statements.accessibility, name="accessibility"),
    path("privacy/", statements.privacy, name="privacy"),
    path("cookies/", statements.cookies, name="cookies"),
    # the machine room
    path("healthz", machine_room.alive, name="alive"),
    path("readyz", machine_room.ready, name="ready"),
    path("operations/", machine_room.operations, name="operations"),
    path("operations/outbox/<int:number>/revive/", machine_room.revive, name="revive"),
    # demo mode only
    path("demo/mail/", machine_room.demo_mail, name="demo_mail"),
]
