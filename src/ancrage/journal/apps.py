from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "ancrage.journal"
    label = "journal"
