from django.apps import AppConfig


class MissionConfig(AppConfig):
    name = "ancrage.mission"
    label = "mission"
