from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "ancrage.catalogue"
    label = "catalogue"

    def ready(self) -> None:
        """Tell the pages of territories what they can get."""
        from ancrage.catalogue.panels import offered  # noqa: PLC0415
        from ancrage.geography.panels import register_territory_panel  # noqa: PLC0415

        register_territory_panel(offered)
