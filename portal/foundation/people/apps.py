from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "portal.foundation.people"
    label = "people"
