from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "ancrage.home"
    label = "home"

    def ready(self) -> None:
        """Tell the basket which measures those who do not know it serve from end to end."""
        from ancrage.home.served import register_served  # noqa: PLC0415

        register_served()
