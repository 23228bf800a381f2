from django.apps import AppConfig


class AbuseLogConfig(AppConfig):
    name = "abuse_log"
    label = "abuse_log"
