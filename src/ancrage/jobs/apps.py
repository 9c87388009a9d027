from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "ancrage.jobs"
    label = "jobs"
