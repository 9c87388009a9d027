import datetime as dt

from django.apps import AppConfig


class StateAidConfig(AppConfig):
    name = "ancrage.stateaid"
    label = "stateaid"

    def ready(self) -> None:
        """Check grants as they enter the ledger; say what is held about people."""
        from ancrage.funding.gates import register_gate  # noqa: PLC0415 - needs the models
        from ancrage.funding.panels import register_dossier_panel  # noqa: PLC0415
        from ancrage.people.privacy import register_personal_data  # noqa: PLC0415
        from ancrage.stateaid.actions.gate import state_aid_gate  # noqa: PLC0415
        from ancrage.stateaid.panel import aid_panel  # noqa: PLC0415
        from ancrage.stateaid.queries.privacy import acts_of  # noqa: PLC0415

        register_gate(state_aid_gate)
        register_dossier_panel(aid_panel)
        register_personal_data("state_aid", acts_of, _nothing_to_erase)


def _nothing_to_erase(*, reference: str, now: dt.datetime) -> int:
    """What is kept holds a reference, which names nobody once the person is erased."""
    return 0
