from django.apps import AppConfig


class ProjectConfig(AppConfig):
    name = "ancrage.project"
    label = "project"
