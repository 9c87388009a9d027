from django.apps import AppConfig


class SelectionConfig(AppConfig):
    name = "ancrage.selection"
    label = "selection"

    def ready(self) -> None:
        """Tell the worker who computes exact losses and scenarios."""
        from ancrage.jobs.registry import register_job  # noqa: PLC0415
        from ancrage.selection.actions import LOSS_JOB  # noqa: PLC0415
        from ancrage.selection.actions_scenarios import SCENARIO_JOB  # noqa: PLC0415

        register_job(LOSS_JOB, "ancrage.selection.tasks.answer_exact_loss")
        register_job(SCENARIO_JOB, "ancrage.selection.tasks.compute_scenario")
