import datetime as dt

from django.apps import AppConfig


class ContractsConfig(AppConfig):
    name = "ancrage.contracts"
    label = "contracts"

    def ready(self) -> None:
        """Let committees decide on acts; show a territory its contract; say what is held about
        people."""
        from ancrage.committees.signed import register_signed  # noqa: PLC0415
        from ancrage.contracts.agenda import register  # noqa: PLC0415
        from ancrage.contracts.panel import contract_panel  # noqa: PLC0415
        from ancrage.contracts.queries.milestones import is_signed  # noqa: PLC0415
        from ancrage.contracts.queries.privacy import acts_of  # noqa: PLC0415
        from ancrage.geography.panels import register_territory_panel  # noqa: PLC0415
        from ancrage.jobs.registry import register_job  # noqa: PLC0415
        from ancrage.people.privacy import register_personal_data  # noqa: PLC0415

        register_job("contracts.follow", "ancrage.contracts.tasks.follow")
        register()
        register_signed(is_signed)
        register_territory_panel(contract_panel)
        register_personal_data("contracts", acts_of, _nothing_to_erase)


def _nothing_to_erase(*, reference: str, now: dt.datetime) -> int:
    """Acts hold a reference, which names nobody once the person is erased; who signed a contract
    is named by the document that binds the parties, and kept with it."""
    return 0
