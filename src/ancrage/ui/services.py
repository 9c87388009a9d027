"""Where a later capability says that a measure of the basket is served here from end to end.

The basket's pages link to it. The registration stands here because those who serve a measure
(the antennas, the simplification, the VTE) may not all know the catalogue.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Service:
    """What serves a measure: its page's name, what it is called, what one does there."""

    measure: str
    title: str
    route: str
    text: str


_services: dict[str, Service] = {}


def register_service(measure_code: str, title: str, route_name: str, text: str) -> None:
    """Say what serves a measure, once at start-up; the last registration of a route holds."""
    _services[route_name] = Service(measure_code, title, route_name, text)


def services(measure_code: str = "") -> list[Service]:
    """What serves a measure; without a code, all that is served here."""
    return [s for s in _services.values() if not measure_code or s.measure == measure_code]
