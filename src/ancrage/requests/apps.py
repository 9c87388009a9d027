from django.apps import AppConfig
from django.utils.translation import gettext_lazy


class RequestsConfig(AppConfig):
    name = "ancrage.requests"
    label = "requests"

    def ready(self) -> None:
        """Let messages carry links to answer by; show a territory its means; tell the matching
        where to ask and how long it takes; say what is held about people."""
        from ancrage.geography.panels import register_territory_panel  # noqa: PLC0415
        from ancrage.inbox.answer_links import ANSWER, register_answer_link  # noqa: PLC0415
        from ancrage.matching.panels import register_ask, register_delays  # noqa: PLC0415
        from ancrage.people.invitation_links import register_link  # noqa: PLC0415
        from ancrage.people.privacy import register_personal_data  # noqa: PLC0415
        from ancrage.people.saved_lists import register_saved_list  # noqa: PLC0415
        from ancrage.requests.actions import privacy  # noqa: PLC0415
        from ancrage.requests.actions.links import answer_mark  # noqa: PLC0415
        from ancrage.requests.matched import ask_address, measured_delays  # noqa: PLC0415
        from ancrage.requests.panel import means_panel  # noqa: PLC0415
        from ancrage.requests.queries.links import path_of  # noqa: PLC0415
        from ancrage.requests.queries.privacy import requests_about  # noqa: PLC0415

        register_link(ANSWER, path_of)
        register_answer_link("requests:", answer_mark)
        register_territory_panel(means_panel)
        register_saved_list("requests", gettext_lazy("Sollicitations"))
        register_ask(ask_address)
        register_delays(measured_delays)
        register_personal_data(
            "service_request", requests_about, privacy.erase_requests, privacy.expire_requests
        )
