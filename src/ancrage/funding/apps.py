from django.apps import AppConfig


class FundingConfig(AppConfig):
    name = "ancrage.funding"
    label = "funding"
