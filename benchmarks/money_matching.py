"""Payments to match on 100,000 made-up dossiers, of which we know the right one: what is found.

5,000 payments are written as files write them: zeros or prefixes lost, digits and names mistyped,
SIRET missing, amounts paid by parts; one in twenty is of no dossier at all. Beside: the plain rule,
the exact key alone (number, SIRET, exercise).
"""

import datetime as dt
import os
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

DOSSIERS, PAYMENTS, COMPANIES = 100_000, 5_000, 30_000
SEED = 2018
DAY = dt.date(2026, 11, 23)
FINANCERS = ("bpifrance", "ademe", "banque-des-territoires")
MEASURES = ("vte", "friches", "accelerateur", "etude")
FIRST = [
    "Forges",
    "Verrerie",
    "Fonderie",
    "Tissages",
    "Scierie",
    "Papeterie",
    "Laiterie",
    "Ateliers",
]
THEN = ["du Val", "de l’Arve", "du Nord", "Martin", "Durand", "du Plateau", "Girard"]
KINDS = ("SAS", "SARL", "SA", "SCOP", "")


@dataclass(frozen=True, slots=True)
class Told:
    """A payment as its file writes it; `truth`: the code of its dossier, "" for none."""

    truth: str
    fields: Mapping[str, Any]
    cents: int
    on: dt.date


def measured() -> list[dict[str, Any]]:
    """What is found, what is right, how long it takes; the pages.

    The database is that of `ANCRAGE_HOME`, with the reference figures loaded and nothing else.
    """
    os.environ["DJANGO_SETTINGS_MODULE"] = "ancrage.project.settings"
    import django  # noqa: PLC0415 - only there once the installation is told

    django.setup()
    from ancrage.funding.queries.plans import key_plan  # noqa: PLC0415
    from ancrage.funding.queries.waiting import still_waiting, suggested  # noqa: PLC0415

    truth = _made_up(random.Random(SEED))  # noqa: S311 - no secret
    held = list(still_waiting())
    plain, plain_spent = _timed(lambda: [key_plan(code) for code in FINANCERS])
    found, spent = _timed(lambda: suggested(held, on=DAY))
    exact = {g.waiting.pk: g.shares[0].dossier.code for plan in plain for g in plan.given}
    first = {pk: one[0].key for pk, one in found.items() if one and not one[0].is_tied}
    sure = {pk: one[0].key for pk, one in found.items() if one and one[0].is_sure}
    shown = {pk: truth[pk] for pk, one in found.items() if truth[pk] in {s.key for s in one[:5]}}
    return [
        _row("clé exacte seule", exact, truth, plain_spent),
        _row("première suggestion", first, truth, spent),
        _row("suggestions sans doute", sure, truth, spent),
        _row("le bon dossier parmi les cinq premiers", shown, truth, spent),
        *_pages(held[0].pk),
    ]


def _timed(act: Callable[[], Any]) -> tuple[Any, dict[str, float]]:
    """What it gives, and the seconds that it took: of the clock, of the processor."""
    started, spent = time.perf_counter(), time.process_time()
    given = act()
    seconds, processor = time.perf_counter() - started, time.process_time() - spent
    return given, {"seconds": seconds, "processor": processor}


def _row(
    what: str, found: Mapping[int, str], truth: Mapping[int, str], spent: Mapping[str, float]
) -> dict[str, Any]:
    right = sum(truth[pk] == code for pk, code in found.items())
    return {
        "what": what,
        **spent,
        "precision": right / len(found) if found else None,
        "recall": right / sum(bool(code) for code in truth.values()),
    }


def _made_up(draw: random.Random) -> dict[int, str]:
    """Dossiers granted and payments to match; the right dossier of each payment."""
    from django.db import transaction  # noqa: PLC0415

    with transaction.atomic():
        dossiers = _dossiers(draw)
        return _payments([_told(draw, one) for one in draw.sample(dossiers, PAYMENTS)])


def _dossiers(draw: random.Random) -> list[Any]:
    from django.utils import timezone  # noqa: PLC0415

    from ancrage.funding.actions.opening import open_commitments, open_dossiers  # noqa: PLC0415
    from ancrage.funding.models import Commitment, CommitmentLine, Dossier  # noqa: PLC0415

    companies = [_company(draw, rank) for rank in range(COMPANIES)]
    now, made = timezone.now(), []
    for rank in range(DOSSIERS):
        name, siret = draw.choice(companies)
        year = draw.choice((2022, 2023, 2024, 2025))
        day = dt.date(year, draw.randint(1, 12), draw.randint(1, 28))
        made.append(
            Dossier(
                financer=FINANCERS[rank % 3],
                financer_name=FINANCERS[rank % 3],
                number=f"DOS-{year}-{rank:06d}",
                year=year,
                siret=siret,
                siren=siret[:9],
                beneficiary=name,
                purpose=f"Projet {draw.randint(1, 4000)}",
                commune=f"{draw.randint(1, 95):02d}{draw.randint(1, 400):03d}",
                measure=draw.choice(MEASURES),
                decided_on=day,
                asked_on=day - dt.timedelta(90),
                outcome="granted",
                granted_cents=draw.choice((400_000, draw.randint(10_000, 50_000_000))),
                is_demonstration=True,
            )
        )
    open_dossiers(dossiers=made, year=2026, now=now)
    paying = [
        Commitment(financer=one.financer, number=f"EJ{one.pk:07d}", committed_on=one.decided_on)
        for one in made
    ]
    open_commitments(commitments=paying, now=now)
    CommitmentLine.objects.bulk_create(
        [
            CommitmentLine(commitment=held, dossier=one, granted=one.granted_cents)
            for held, one in zip(paying, made, strict=True)
        ],
        batch_size=1000,
    )
    return made


def _company(draw: random.Random, rank: int) -> tuple[str, str]:
    words = (draw.choice(KINDS), draw.choice(FIRST), draw.choice(THEN), str(rank % 97))
    return " ".join(filter(None, words)), f"{rank:09d}{draw.choice((17, 25)):05d}"


def _told(draw: random.Random, held: Any) -> Told:  # noqa: ANN401 a dossier
    """A payment of a dossier, as a file may write it."""
    fields = {
        "financer": held.financer,
        "number": held.number,
        "siret": held.siret,
        "siren": held.siren,
        "beneficiary": held.beneficiary,
        "year": held.year,
        "commune": held.commune,
    }
    for mangle in draw.sample(MANGLED, draw.choice((0, 0, 1, 1, 1, 2, 2, 3))):
        mangle(draw, fields)
    whole = held.granted_cents
    cents = draw.choice((whole, whole, whole * 3 // 10, whole // 2, draw.randint(1, whole)))
    on = held.decided_on + dt.timedelta(draw.randint(1, 300))
    if draw.random() < 0.05:
        fields |= {"number": f"X-{draw.randint(1, 99999)}", "siret": "", "siren": ""}
        fields |= {"beneficiary": "Inconnu", "commune": ""}
        return Told("", fields, cents + 1, on)
    return Told(held.code, fields, cents, on)


def _lose_zeros(_draw: random.Random, told: dict[str, Any]) -> None:
    head, _, last = told["number"].rpartition("-")
    told["number"] = f"{head}-{last.lstrip('0')}" if head else last.lstrip("0")


def _lose_prefix(_draw: random.Random, told: dict[str, Any]) -> None:
    told["number"] = told["number"].removeprefix("DOS-")


def _mistype_number(draw: random.Random, told: dict[str, Any]) -> None:
    number = told["number"]
    place = draw.randrange(len(number) // 2, len(number)) if number else 0
    if number and number[place].isdigit():
        told["number"] = number[:place] + str(draw.randint(0, 9)) + number[place + 1 :]


def _lose_number(_draw: random.Random, told: dict[str, Any]) -> None:
    told["number"] = ""


def _lose_siret(_draw: random.Random, told: dict[str, Any]) -> None:
    told["siret"] = told["siren"] = ""


def _other_place(_draw: random.Random, told: dict[str, Any]) -> None:
    told["siret"] = told["siret"][:9] + "00033" if told["siret"] else ""


def _mistype_name(draw: random.Random, told: dict[str, Any]) -> None:
    name = told["beneficiary"].upper()
    place = draw.randrange(1, len(name))
    told["beneficiary"] = name[: place - 1] + name[place:]


def _lose_year(_draw: random.Random, told: dict[str, Any]) -> None:
    told["year"] = None


MANGLED = (
    *(_lose_zeros, _lose_prefix, _mistype_number, _lose_number),
    *(_lose_siret, _other_place, _mistype_name, _lose_year),
)


def _payments(told: list[Told]) -> dict[int, str]:
    """Post these payments, and keep what each is known by; the truth of each, by its number."""
    found: dict[int, str] = {}
    for code in FINANCERS:
        found |= _posted(code, [one for one in told if one.fields["financer"] == code])
    return found


def _posted(financer: str, told: list[Told]) -> dict[int, str]:
    from django.utils import timezone  # noqa: PLC0415

    from ancrage.funding.actions.posting import Loose, Posting, post  # noqa: PLC0415
    from ancrage.funding.models import Entry, WaitingPayment  # noqa: PLC0415
    from ancrage.kernel.rights import host  # noqa: PLC0415

    now = timezone.now()
    postings = [Posting("unmatched", one.cents, one.on, loose=Loose(financer)) for one in told]
    batch = post(
        by=host(), now=now, today=now.date(), financer=financer, origin="command", postings=postings
    )
    entries = Entry.objects.filter(batch=batch).order_by("pk")
    made = [WaitingPayment(entry=e, **t.fields) for e, t in zip(entries, told, strict=True)]
    WaitingPayment.objects.bulk_create(made, batch_size=500)
    return {held.pk: one.truth for held, one in zip(made, told, strict=True)}


def _pages(payment: int) -> list[dict[str, Any]]:
    """The pages for the national team: seconds, queries."""
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from benchmarks.pages import national_client  # noqa: PLC0415

    client = national_client(timezone.now())
    rows = []
    for what, path in (
        ("page du rapprochement", "/argent/rapprochement/"),
        ("un paiement", f"/argent/rapprochement/paiements/{payment}/"),
        ("suggestions sans doute", "/argent/rapprochement/sans-doute/?financeur=ademe"),
    ):
        client.get(path)
        with CaptureQueriesContext(connection) as asked:
            _answer, spent = _timed(lambda path=path: client.get(path))
        rows.append({"what": what, **spent, "queries": len(asked)})
    return rows
