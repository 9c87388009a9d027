from django.apps import AppConfig


class InboxConfig(AppConfig):
    name = "ancrage.inbox"
    label = "inbox"

    def ready(self) -> None:
        """Say in the header how many things wait; let people's commands tell what they cause;
        export and erase what is held about somebody."""
        from ancrage.inbox.actions import ask, inform, settle  # noqa: PLC0415
        from ancrage.inbox.actions.forgetting import (  # noqa: PLC0415
            forget_choices,
            forget_messages,
        )
        from ancrage.inbox.actions.single import write_single  # noqa: PLC0415
        from ancrage.inbox.queries import waiting_count  # noqa: PLC0415
        from ancrage.inbox.queries.personal import inbox_about, messages_about  # noqa: PLC0415
        from ancrage.people.context import register_count  # noqa: PLC0415
        from ancrage.people.privacy import register_personal_data  # noqa: PLC0415
        from ancrage.people.telling import Ways, register_ways  # noqa: PLC0415

        register_count("inbox", waiting_count)
        register_ways(Ways(ask=ask, inform=inform, settle=settle, write=write_single))
        register_personal_data("message", messages_about, forget_messages)
        register_personal_data("inbox", inbox_about, forget_choices)
