from django.apps import AppConfig


class LookConfig(AppConfig):
    name = "portal.foundation.look"
    label = "look"
