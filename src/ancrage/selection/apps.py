from django.apps import AppConfig


class SelectionConfig(AppConfig):
    name = "ancrage.selection"
    label = "selection"

    def ready(self) -> None:
        """Tell the worker who computes exact losses."""
        from ancrage.jobs.registry import register_job  # noqa: PLC0415
        from ancrage.selection.actions import LOSS_JOB  # noqa: PLC0415

        register_job(LOSS_JOB, "ancrage.selection.tasks.answer_exact_loss")
