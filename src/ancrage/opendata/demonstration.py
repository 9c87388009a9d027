"""Made-up publications for the demonstration: grantors, terms of invented agreements, two files.

The operators are real and their SIRET here is not: the name says so.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from stdnum import luhn

from ancrage.funding.models import Dossier
from ancrage.kernel.rights import host
from ancrage.opendata.actions.importing import import_grants
from ancrage.opendata.actions.publishing import publish
from ancrage.opendata.actions.telling import name_grantor
from ancrage.opendata.datasets import INVENTED_LEGAL
from ancrage.opendata.definitions import legal_format
from ancrage.opendata.models import Publication
from ancrage.opendata.queries.conventions import conventions
from ancrage.opendata.rules.conventions import Convention, lacks, rows_of
from ancrage.opendata.rules.delays import months_later
from ancrage.opendata.rules.duty import Standing
from ancrage.opendata.rules.grants import paid_between
from ancrage.opendata.rules.scdl import written

BEFORE = dt.timedelta(days=120)
"""How long before the last publication the one before it was made."""
UNTOLD = 12
"""One agreement in so many is left as it is: something lacks."""


def seed(*, now: dt.datetime, perimeter: str) -> None:
    """Add it once, where there is made-up money."""
    del perimeter
    held = Dossier.objects.filter(is_demonstration=True, granted_cents__gt=0)
    is_there = Publication.objects.filter(dataset=INVENTED_LEGAL).exists()
    if is_there or not held.exists():
        return
    with transaction.atomic():
        names = held.order_by("financer").values_list("financer", "financer_name").distinct()
        for rank, (financer, name) in enumerate(names):
            label = _("%(name)s (démonstration)") % {"name": name}
            name_grantor(
                by=host(), now=now, financer=financer, name=label, siret=_invented_siret(rank)
            )
        told = [row for one in _told(localdate(now)) for row in rows_of(one)]
        if told:
            content = written(told, legal_format().columns)
            import_grants(by=host(), now=now, name="conditions-inventees.csv", content=content)
        for moment in (now - BEFORE, now):
            publish(by=host(), now=moment, dataset=INVENTED_LEGAL, note=_("Inventée"))


def _invented_siret(rank: int) -> str:
    """A SIRET of no authority: none has a SIREN that begins with 0001."""
    siren = _with_key(f"0001{rank:04d}")
    return _with_key(f"{siren}0001")


def _with_key(digits: str) -> str:
    return digits + luhn.calc_check_digit(digits)


def _told(day: dt.date) -> Iterator[Convention]:
    """The agreements that lack terms, with some: one payment for the small, several years else."""
    for rank, held in enumerate(conventions(day=day)):
        convention = held.convention
        is_ours = held.is_demonstration and held.stands.standing == Standing.LACKING
        if not is_ours or rank % UNTOLD == 0:
            continue
        signed, is_small = convention.signed_on, len(convention.beneficiaries) == 1
        last = months_later(signed, 2 if is_small else 24)
        made = replace(
            convention,
            conditions="unique" if is_small else "échelonné",
            paid=paid_between(last if is_small else signed, last),
            is_notified=rank % 3 == 0,
        )
        if not lacks(made, legal_format().columns):
            yield made
