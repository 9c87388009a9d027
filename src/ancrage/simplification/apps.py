import datetime as dt

from django.apps import AppConfig


class SimplificationConfig(AppConfig):
    name = "ancrage.simplification"
    label = "simplification"

    def ready(self) -> None:
        """Tell the pages of territories what blocks them; say what is held about people."""
        from ancrage.geography.panels import register_territory_panel  # noqa: PLC0415
        from ancrage.people.privacy import register_personal_data  # noqa: PLC0415
        from ancrage.simplification.panels import blocked  # noqa: PLC0415
        from ancrage.simplification.queries.privacy import acts_of  # noqa: PLC0415

        register_territory_panel(blocked)
        register_personal_data("blocks", acts_of, _nothing_to_erase)


def _nothing_to_erase(*, reference: str, now: dt.datetime) -> int:
    """Acts hold a reference, which names nobody once the person is erased."""
    return 0
