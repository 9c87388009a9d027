from django.apps import AppConfig


class AllocationConfig(AppConfig):
    name = "ancrage.allocation"
    label = "allocation"

    def ready(self) -> None:
        """Tell the worker who computes the plans; let committees decide on scenarios; offer to
        share an envelope."""
        from ancrage.allocation.actions.computing import JOB  # noqa: PLC0415
        from ancrage.allocation.agenda import register  # noqa: PLC0415
        from ancrage.allocation.panel import sharing_step  # noqa: PLC0415
        from ancrage.funding.panels import register_envelope_step  # noqa: PLC0415
        from ancrage.jobs.registry import register_job  # noqa: PLC0415

        register_job(JOB, "ancrage.allocation.tasks.plan_scenario")
        register()
        register_envelope_step(sharing_step)
