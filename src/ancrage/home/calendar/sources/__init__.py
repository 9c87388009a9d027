"""The sources of the calendar, with the kinds of what each gives."""

from ancrage.home.calendar.sources import calls, decisions, work
from ancrage.home.calendar.sources.common import Asked, Source

__all__ = ["SOURCES", "Asked", "Source"]

SOURCES: tuple[tuple[frozenset[str], Source], ...] = (
    (frozenset({"event", "call", "committee", "signature"}), calls.facts),
    (frozenset({"committee"}), decisions.meeting_dates),
    (frozenset({"condition"}), decisions.condition_dates),
    (frozenset({"signature"}), decisions.signature_dates),
    (frozenset({"signature"}), decisions.act_dates),
    (frozenset({"call"}), calls.mission_dates),
    (frozenset({"antenna"}), calls.antenna_dates),
    (frozenset({"antenna"}), calls.booking_dates),
    (frozenset({"block"}), work.question_dates),
    (frozenset({"block"}), work.effect_dates),
    (frozenset({"request"}), work.request_dates),
    (frozenset({"milestone"}), work.milestone_dates),
    (frozenset({"vte"}), calls.offer_dates),
)
