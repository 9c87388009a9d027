from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "ancrage.people"
    label = "people"

    def ready(self) -> None:
        """Bring the table of rights, and the names behind the journal's references."""
        from django.contrib.auth.signals import user_logged_in  # noqa: PLC0415

        from ancrage.journal.acting import register_people  # noqa: PLC0415
        from ancrage.journal.policy import register_rights  # noqa: PLC0415
        from ancrage.journal.queries import register_words  # noqa: PLC0415
        from ancrage.people.actions.saved import erase_views  # noqa: PLC0415
        from ancrage.people.middleware import register_token_reader  # noqa: PLC0415
        from ancrage.people.privacy import register_personal_data  # noqa: PLC0415
        from ancrage.people.queries import actor_named, names_of  # noqa: PLC0415
        from ancrage.people.queries.saved import views_about  # noqa: PLC0415
        from ancrage.people.roles import role_label  # noqa: PLC0415
        from ancrage.people.signin.middleware import start_clock  # noqa: PLC0415
        from ancrage.people.table import load_rights  # noqa: PLC0415
        from ancrage.people.token_reader import read_token  # noqa: PLC0415

        register_rights(load_rights)
        register_words(names=names_of, role=role_label)
        register_people(actor_named)
        register_token_reader(read_token)
        register_personal_data("saved_view", views_about, erase_views)
        user_logged_in.connect(start_clock, dispatch_uid="session_clock")
