from django.apps import AppConfig


class ContractsConfig(AppConfig):
    name = "ancrage.contracts"
    label = "contracts"
