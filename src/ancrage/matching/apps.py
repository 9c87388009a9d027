from django.apps import AppConfig


class MatchingConfig(AppConfig):
    name = "ancrage.matching"
    label = "matching"

    def ready(self) -> None:
        """Lead from a territory's page to its needs and what answers them."""
        from ancrage.geography.panels import register_territory_panel  # noqa: PLC0415
        from ancrage.matching.territory_panel import needs_panel  # noqa: PLC0415

        register_territory_panel(needs_panel)
