from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "ancrage.ui"
    label = "ui"
