"""Moments of Paris, and things that wait, for the tests of the inbox."""

import datetime as dt
from zoneinfo import ZoneInfo

from ancrage.inbox.actions import ask, inform, send_due
from ancrage.kernel.rights import Where

PARIS = ZoneInfo("Europe/Paris")
AURA = Where(regions=frozenset({"84"}))


def paris(text: str) -> dt.datetime:
    """« 2026-03-02 09:00 » in Paris; the second of two equal hours when it ends in « bis »."""
    bare = text.removesuffix(" bis")
    fold = int(bare != text)
    return dt.datetime.fromisoformat(bare).replace(tzinfo=PARIS, fold=fold)


def asked(cause: str = "amendment:12:decide", *, at: str = "2026-03-02 09:00", **more):
    now = paris(at)
    told = {
        "title": f"Décider ({cause})",
        "why": "La Région propose.",
        "url_name": "territories",
        "role": "copilot",
        "where": AURA,
        "since": now,
        "now": now,
    }
    return ask(cause=cause, **(told | more))


def informed(cause: str = "list:new", *, at: str = "2026-03-02 09:00", **more):
    told = {
        "title": f"Nouvelle liste ({cause})",
        "why": "Publiée ce matin.",
        "url_name": "territories",
        "role": "copilot",
        "where": AURA,
        "now": paris(at),
    }
    return inform(cause=cause, **(told | more))


def send(at: str):
    return send_due(now=paris(at))
