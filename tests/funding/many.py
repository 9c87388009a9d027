"""Many dossiers, drawn at random and always the same: with what is taken back, undone, unknown."""

import datetime as dt
import random

from ancrage.funding.actions.entries import post_entries, reverse_entry
from ancrage.funding.models import Entry
from tests.funding.world import (
    HERE,
    HOST,
    NOW,
    OPERATOR,
    OTHER,
    THERE,
    amount,
    at,
    commitment,
    dossier,
)

LATER = at(5)
CHOICES = {
    "financer": [OPERATOR, OTHER],
    "measure": ["vte", ""],
    "need": ["recruter", ""],
    "scheme": ["fonds", ""],
    "region": ["01", "02", ""],
}
LAND = [(HERE, "inside"), (THERE, "inside"), ("", "outside"), ("", "unknown")]


def post_many(count: int) -> None:
    """So many dossiers over three years; one in five was entered late, one demand is undone."""
    chance = random.Random(7)  # noqa: S311 not for secrets
    for rank in range(count):
        _money(chance, rank)
    last = Entry.objects.filter(stage="requested").order_by("pk").last()
    reverse_entry(by=HOST, now=LATER, entry=last, reason="Saisie deux fois")


def _money(chance: random.Random, rank: int) -> None:
    told = {field: chance.choice(values) for field, values in CHOICES.items()}
    territory, place = chance.choice(LAND)
    one = dossier(**told, territory=territory, place=place, number=str(rank), scheme_name="Fonds")
    begun = dt.date(chance.choice([2024, 2025, 2026]), chance.randint(1, 9), chance.randint(1, 28))
    cents = chance.randint(1, 10**9)
    paying = commitment(f"EJ-{rank}", financer=one.financer)
    lines = [
        amount("requested", cents, begun, dossier=one),
        amount("granted", cents, begun, dossier=one, commitment=paying, is_verified=rank % 3 == 0),
        amount("decommitted", cents // 7 + 1, begun + dt.timedelta(9), dossier=one),
    ]
    if rank % 2:
        lines.append(amount("paid", cents // 2, begun + dt.timedelta(40), dossier=one))
        lines.append(amount("recovered", cents // 5 + 1, begun + dt.timedelta(41), dossier=one))
    now = LATER if rank % 5 == 0 else NOW
    post_entries(by=HOST, now=now, financer=one.financer, postings=lines)
