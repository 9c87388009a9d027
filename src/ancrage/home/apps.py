from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "ancrage.home"
    label = "home"

    def ready(self) -> None:
        """Tell the basket what serves its measures; show a territory its road."""
        from ancrage.geography.panels import register_territory_panel  # noqa: PLC0415
        from ancrage.home.path.panel import path_panel  # noqa: PLC0415
        from ancrage.home.served import register_served  # noqa: PLC0415

        register_served()
        register_territory_panel(path_panel)
