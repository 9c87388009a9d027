from django.apps import AppConfig


class AntennasConfig(AppConfig):
    name = "ancrage.antennas"
    label = "antennas"

    def ready(self) -> None:
        """Tell the worker who computes the plans and the curves."""
        from ancrage.antennas.actions.sitings import CURVE_JOB, PLAN_JOB  # noqa: PLC0415
        from ancrage.jobs.registry import register_job  # noqa: PLC0415

        register_job(PLAN_JOB, "ancrage.antennas.tasks.plan_siting")
        register_job(CURVE_JOB, "ancrage.antennas.tasks.curve_siting")
