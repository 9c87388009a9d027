from django.apps import AppConfig


class InboxConfig(AppConfig):
    name = "ancrage.inbox"
    label = "inbox"
