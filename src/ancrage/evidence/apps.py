from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "ancrage.evidence"
    label = "evidence"
