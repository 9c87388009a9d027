"""What the personas of the demonstration do with money, by the commands that they use on screen:
files brought in, payments left to match, half-years declared.
"""

import csv
import datetime as dt
import io
from collections.abc import Iterable, Sequence

from django.db.models import F
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from ancrage.funding.actions.importing import prepare_import, read_file, take_import
from ancrage.funding.actions.official import load_envelopes
from ancrage.funding.actions.returns import (
    certify_return,
    figures_mark,
    open_returns,
    reopen_return,
    write_return,
)
from ancrage.funding.definitions import money_words, official_envelopes
from ancrage.funding.models import Dossier, Return
from ancrage.funding.queries.returns import facts_of, figures_of, half_of_return
from ancrage.funding.rules.halves import Half, half_of
from ancrage.funding.rules.returns import CHECK, COMMENT, document
from ancrage.kernel.rights import Actor, host
from ancrage.people.queries import actor_named

REFERENTS = {
    "bpifrance": "referent.bpifrance@demo.example",
    "banque-des-territoires": "referente.bdt@demo.example",
}
HEADINGS = ("number", "siret", "year", "beneficiary", "paid_on", "paid_amount", "payment")
KNOWN, MISTYPED, FOREIGN = 8, 9, 3
"""How many payments of the file name their dossier, name it badly, name one that nobody knows."""
HALVES = 3


def act(*, now: dt.datetime) -> None:
    """Do it once the made-up dossiers are there."""
    envelopes, reason = official_envelopes()
    load_envelopes(by=host(), now=now, envelopes=envelopes, reason=reason)
    actors = {
        financer: actor
        for financer, email in REFERENTS.items()
        if (actor := actor_named(email, on=localdate(now))) is not None
    }
    if "bpifrance" in actors:
        _bring_files(actors["bpifrance"], now)
    _declare(actors, now)


def _bring_files(by: Actor, now: dt.datetime) -> None:
    """A file taken in, some of whose payments wait for their dossier; one that has faults."""
    payable = _payable("bpifrance", KNOWN + MISTYPED, before=localdate(now))
    rows = list(_payments(payable, localdate(now)))
    content = _csv(rows)
    taken = prepare_import(
        by=by, now=now, financer="bpifrance", name="paiements-inventes.csv", content=content
    )
    read_file(held=taken, now=now)
    take_import(by=by, now=now, held=taken, confirmed=True)
    faulty = [
        [*row[:5], "douze mille", row[6]] if rank % 3 else row for rank, row in enumerate(rows)
    ]
    waiting = prepare_import(
        by=by,
        now=now,
        financer="bpifrance",
        name="paiements-a-corriger.csv",
        content=_csv(faulty),
    )
    read_file(held=waiting, now=now)


def _payable(financer: str, count: int, *, before: dt.date) -> list[Dossier]:
    """Dossiers that were granted some time ago and have something left to be paid."""
    held = Dossier.objects.filter(
        financer=financer,
        is_demonstration=True,
        granted_cents__gt=F("paid_cents") + 100_00,
        decided_on__lt=before - dt.timedelta(days=60),
    )
    return list(held.exclude(number="").order_by("-decided_on", "pk")[:count])


def _payments(dossiers: Sequence[Dossier], today: dt.date) -> Iterable[list[str]]:
    """A line for each: number and SIRET as they are, then mistyped, then of nobody."""
    on = (today - dt.timedelta(days=12)).strftime("%d/%m/%Y")
    for rank, one in enumerate(dossiers):
        number, siret = one.number, one.siret
        if rank >= KNOWN:
            number, siret = number.replace("INV-", "INV-0", 1), siret[:9]
        left = min(one.granted_cents - one.paid_cents, 2_500_00)
        who = [number, siret, str(one.year), one.beneficiary]
        yield [*who, on, f"{left // 100},{left % 100:02d}", f"VIR-{rank:04d}"]
    for rank in range(FOREIGN):
        name = f"Atelier inconnu n° {rank} (inventé)"
        yield [f"INV-X{rank}", "", str(today.year), name, on, f"{1500 + rank},00", f"VIR-X{rank}"]


def _csv(rows: Iterable[Sequence[str]]) -> bytes:
    """The lines under our own headings, as a French office writes them."""
    held = io.StringIO()
    writer = csv.writer(held, delimiter=";", lineterminator="\r\n")
    writer.writerow([money_words().headings[name] for name in HEADINGS])
    writer.writerows(rows)
    return held.getvalue().encode("cp1252", errors="replace")


def _declare(actors: dict[str, Actor], now: dt.datetime) -> None:
    """Three half-years asked for: the first certified, the next too and reopened by one, the last
    late. Certified today, as their entries were made today: nothing came since."""
    half = half_of(localdate(now)).before
    halves = [half]
    while len(halves) < HALVES:
        halves.insert(0, halves[0].before)
    for rank, one in enumerate(halves):
        asked = _noon(one.ends_on + dt.timedelta(days=3), now)
        open_returns(by=host(), now=asked, half=one)
        for financer, by in actors.items():
            if rank < HALVES - 1:
                _certify(by, financer, one, now)
    held = Return.objects.filter(financer="banque-des-territoires", half=halves[1].code).first()
    if held is not None and held.financer in actors:
        why = _("Des paiements de décembre sont arrivés depuis (inventé).")
        reopen_return(by=actors[held.financer], now=now, held=held, reason=why)


def _certify(by: Actor, financer: str, half: Half, now: dt.datetime) -> None:
    """Explain what has to be, and certify."""
    held = Return.objects.filter(financer=financer, half=half.code).first()
    if held is None:
        return
    today = localdate(now)
    figures = figures_of(financer, half_of_return(held), on=today)
    asked = [
        f"{CHECK}{finding.kind.code}"
        for finding in facts_of(held, figures, today=today).findings
        if finding.kind.level == COMMENT and finding.count
    ]
    comments = {code: _("Vu avec le service comptable (inventé).") for code in asked}
    held = write_return(by=by, now=now, held=held, comments=comments)
    certify_return(
        by=by,
        now=now,
        held=held,
        certified_as=_("référent de l’opérateur (démonstration)"),
        mark=figures_mark(document(figures)),
    )


def _noon(day: dt.date, now: dt.datetime) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(12), tzinfo=now.tzinfo)
