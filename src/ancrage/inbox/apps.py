from django.apps import AppConfig


class InboxConfig(AppConfig):
    name = "ancrage.inbox"
    label = "inbox"

    def ready(self) -> None:
        """Say in the header how many things wait."""
        from ancrage.inbox.queries import waiting_count  # noqa: PLC0415
        from ancrage.people.context import register_count  # noqa: PLC0415

        register_count("inbox", waiting_count)
