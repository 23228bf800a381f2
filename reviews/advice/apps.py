from django.apps import AppConfig


class AdviceConfig(AppConfig):
    name = "reviews.advice"
    label = "advice"
