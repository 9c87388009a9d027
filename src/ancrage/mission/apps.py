from django.apps import AppConfig


class MissionConfig(AppConfig):
    name = "ancrage.mission"
    label = "mission"

    def ready(self) -> None:
        """Tell the worker who computes the effect of scores."""
        from ancrage.jobs.registry import register_job  # noqa: PLC0415
        from ancrage.mission.actions.effects import EFFECT_JOB  # noqa: PLC0415

        register_job(EFFECT_JOB, "ancrage.mission.tasks.compute_effect")
