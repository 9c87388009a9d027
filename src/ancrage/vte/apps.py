import datetime as dt

from django.apps import AppConfig


class VteConfig(AppConfig):
    name = "ancrage.vte"
    label = "vte"

    def ready(self) -> None:
        """Tell the pages of territories and of the basket; say what is held about people."""
        from ancrage.geography.panels import register_territory_panel  # noqa: PLC0415
        from ancrage.people.privacy import register_personal_data  # noqa: PLC0415
        from ancrage.ui.services import register_service  # noqa: PLC0415
        from ancrage.vte.panels import missions_here  # noqa: PLC0415
        from ancrage.vte.queries.privacy import offers_by  # noqa: PLC0415

        register_territory_panel(missions_here)
        register_service(
            "vte",
            "Missions VTE",
            "vte_missions",
            "Chercher une mission ; en proposer une, la faire vérifier, demander l’aide.",
        )
        register_personal_data("vte_offer", offers_by, _nothing_to_erase)


def _nothing_to_erase(*, reference: str, now: dt.datetime) -> int:
    """Missions hold a reference, which names nobody once the person is erased."""
    return 0
