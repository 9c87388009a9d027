from django.apps import AppConfig


class CommitteesConfig(AppConfig):
    name = "ancrage.committees"
    label = "committees"
