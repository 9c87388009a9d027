from django.apps import AppConfig


class FundingConfig(AppConfig):
    name = "ancrage.funding"
    label = "funding"

    def ready(self) -> None:
        """Have the worker check the ledger, read and take in large files; show a territory and a
        sheet their money."""
        from ancrage.funding.actions.checks import JOB  # noqa: PLC0415 - needs the models
        from ancrage.funding.panel import money_panel, sheet_panel  # noqa: PLC0415
        from ancrage.geography.panels import register_territory_panel  # noqa: PLC0415
        from ancrage.jobs.registry import register_job  # noqa: PLC0415
        from ancrage.roadmaps.panels import register_sheet_panel  # noqa: PLC0415

        register_job(JOB, "ancrage.funding.tasks.run_checks")
        register_job("funding.read_import", "ancrage.funding.tasks.read_money_file")
        register_job("funding.take_import", "ancrage.funding.tasks.take_money_file")
        register_territory_panel(money_panel)
        register_sheet_panel(sheet_panel)
