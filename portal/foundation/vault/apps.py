from django.apps import AppConfig


class VaultConfig(AppConfig):
    name = "portal.foundation.vault"
    label = "vault"
