from django.apps import AppConfig


class CommitteesConfig(AppConfig):
    name = "ancrage.committees"
    label = "committees"

    def ready(self) -> None:
        """Say what committees decide on, and what is held about people."""
        from ancrage.committees.actions.privacy import erase_named  # noqa: PLC0415
        from ancrage.committees.kinds import (  # noqa: PLC0415
            amendments,
            missions,
            plain,
            roadmaps,
            sheets,
        )
        from ancrage.committees.queries.privacy import sittings_of  # noqa: PLC0415
        from ancrage.jobs.registry import register_job  # noqa: PLC0415
        from ancrage.people.privacy import register_personal_data  # noqa: PLC0415

        register_job("committees.pack", "ancrage.committees.pack.tasks.make_files")
        for kind in (roadmaps, sheets, amendments, missions, plain):
            kind.register()
        register_personal_data("committees", sittings_of, erase_named)
