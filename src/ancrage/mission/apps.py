from django.apps import AppConfig


class MissionConfig(AppConfig):
    name = "ancrage.mission"
    label = "mission"

    def ready(self) -> None:
        """Tell the worker who computes the effect of scores; say what is held about people."""
        from ancrage.jobs.registry import register_job  # noqa: PLC0415
        from ancrage.mission.actions import privacy  # noqa: PLC0415
        from ancrage.mission.actions.effects import EFFECT_JOB  # noqa: PLC0415
        from ancrage.mission.queries.privacy import expertise_of, tandem_of  # noqa: PLC0415
        from ancrage.people.privacy import register_personal_data  # noqa: PLC0415

        register_job(EFFECT_JOB, "ancrage.mission.tasks.compute_effect")
        register_personal_data("tandem", tandem_of, privacy.erase_tandems, privacy.expire_tandems)
        register_personal_data(
            "expertise", expertise_of, privacy.erase_expertise, privacy.expire_expertise
        )
