from django.apps import AppConfig


class DeadlinesConfig(AppConfig):
    name = "portal.foundation.deadlines"
    label = "deadlines"
