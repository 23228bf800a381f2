from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "portal.foundation.records"
    label = "records"
