from django.apps import AppConfig


class ConductConfig(AppConfig):
    name = "reviews.conduct"
    label = "conduct"
