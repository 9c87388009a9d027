"""Made-up money for the demonstration, said to be so, with a truth told in its data file."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from ancrage.catalogue.definitions import shipped_baskets
from ancrage.funding.acted import act
from ancrage.funding.actions.envelopes import Told, open_envelope
from ancrage.funding.actions.invented import add_invented
from ancrage.funding.definitions import read_data
from ancrage.funding.invented import Draw, Drawn, Sheet
from ancrage.funding.models import Dossier, Envelope
from ancrage.funding.models.envelopes import OPENED
from ancrage.funding.rules.splitting import split
from ancrage.kernel.rights import host
from ancrage.requests.models import ServiceRequest
from ancrage.requests.queries.places import atlas
from ancrage.roadmaps.models import ActionSheet

ROUND = 10_000_000
"""Cents in a hundred thousand euros."""


def seed(*, now: dt.datetime, perimeter: str) -> None:
    """Add it once, where the lists that it rests on are there."""
    book = atlas(perimeter)
    is_there = Dossier.objects.filter(is_demonstration=True).exists()
    if is_there or book is None or not book.register.versions:
        return
    with transaction.atomic():
        told, today = _told(), localdate(now)
        drawing = Draw(told, book, _names())
        counts = split(told["dossiers"], [scheme["weight"] for scheme in told["schemes"]])
        shares = [
            _draw(drawing, scheme, count, today)
            for scheme, count in zip(told["schemes"], counts, strict=True)
        ]
        _open_envelopes(now, drawing.listed, shares)
        dossiers = [dossier for share in shares for dossier in share.drawn.dossiers]
        projects = drawing.projects(dossiers, _sheets(told["projects"]))
        for share in shares:
            add_invented(
                by=host(),
                now=now,
                financer=share.envelope.operator,
                dossiers=share.drawn.dossiers,
                commitments=share.drawn.commitments,
                postings=share.drawn.postings,
                projects=projects,
            )
            projects = []
        act(now=now)


@lru_cache(maxsize=1)
def _told() -> dict[str, Any]:
    held: dict[str, Any] = read_data("demonstration")
    return held


def _names() -> dict[str, str]:
    return {code: m.name for basket in shipped_baskets() for code, m in basket.measures.items()}


@dataclass(frozen=True, slots=True)
class _Share:
    """What was drawn of a scheme, and the credits that its grants to territories are drawn on."""

    envelope: Envelope
    drawn: Drawn

    @property
    def cents(self) -> int:
        """What to open: a fifth more than is granted, in whole hundreds of thousands of euros."""
        needed = sum(
            posting.cents
            for posting in self.drawn.postings
            if posting.commitment and posting.commitment.envelope is self.envelope
        )
        return (needed * 6 // 5 // ROUND + 1) * ROUND


def _draw(drawing: Draw, scheme: Mapping[str, Any], count: int, today: dt.date) -> _Share:
    envelope = _envelope(
        f"demo-{scheme['measure']}",
        drawing.names.get(scheme["measure"], scheme["measure"]),
        operator=scheme["financer"],
        measure=scheme["measure"],
        need=scheme["need"],
    )
    drawn = drawing.scheme(scheme, count, envelope, today)
    held = _requests(scheme, drawing.told["requests"])
    drawing.requested(scheme, held, envelope, today, drawn)
    return _Share(envelope, drawn)


def _requests(scheme: Mapping[str, Any], most: int) -> list[ServiceRequest]:
    """Requests of the demonstration that its operator gave a number."""
    held = ServiceRequest.objects.filter(
        is_demonstration=True, operator=scheme["financer"], measure=scheme["measure"]
    )
    held = held.exclude(Q(number="") | Q(sent_on=None) | Q(commune=""))
    return list(held.order_by("code")[: most * scheme["weight"] // 100])


def _sheets(most: int) -> list[Sheet]:
    """Action sheets of the demonstration that everybody reads, some of each territory."""
    held = ActionSheet.objects.filter(
        is_demonstration=True, is_private=False, version__gt=0, deleted_at=None
    )
    rows = held.order_by("pk").values_list("code", "title", "roadmap__scope", "total_cost")
    step = max(len(rows) // most, 1)
    return [Sheet(*row) for row in rows[::step]]


def _open_envelopes(now: dt.datetime, day: dt.date, shares: Sequence[_Share]) -> None:
    """Credits for all, then for each operator, then for each of its measures."""
    told = Told(day, _("Crédits inventés pour la démonstration"))
    root = _envelope("demo-credits", _("Crédits ouverts du programme"))
    _open(now, root, sum(share.cents for share in shares), told)
    operators: dict[str, list[_Share]] = {}
    for share in shares:
        operators.setdefault(share.envelope.operator, []).append(share)
    for operator, held in operators.items():
        name = held[0].drawn.dossiers[0].financer_name
        part = _envelope(f"demo-credits-{operator}", name, operator=operator)
        part.parent = root
        _open(now, part, sum(share.cents for share in held), told)
        for share in held:
            share.envelope.parent = part
            _open(now, share.envelope, share.cents, told)


def _envelope(code: str, name: str, **told: str) -> Envelope:
    return Envelope(
        code=code,
        name=_("%(name)s (inventé)") % {"name": name},
        nature=OPENED,
        source=_("Démonstration : rien de ceci n’existe."),
        is_demonstration=True,
        **told,
    )


def _open(now: dt.datetime, envelope: Envelope, cents: int, told: Told) -> None:
    open_envelope(by=host(), now=now, envelope=envelope, cents=cents, told=told)
