from django.apps import AppConfig


class SelectionConfig(AppConfig):
    name = "ancrage.selection"
    label = "selection"
