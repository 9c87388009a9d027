"""A financer's file of 100,000 lines: read, shown, taken in; then the same file, then a later one.

The steps are those of the pages, in one process, in the database of `ANCRAGE_HOME`: what the
worker does for a large file, and what the page that shows it does.
"""

import csv
import datetime as dt
import io
import os
import random
from collections.abc import Iterator

from benchmarks.imports import Step, step

LINES, SEED = 100_000, 2018
FINANCER = "bpifrance"
PROGRAMME, VERSION, TERRITORY = "banc", "banc-2018-11-22", "banc-000"
DOSSIERS = (
    "N° dossier", "SIREN", "Raison sociale", "Dispositif", "Code INSEE", "Date de demande",
    "Montant demandé", "Date de décision", "Montant accordé", "N° EJ", "Date de versement",
    "Montant versé",
)  # fmt: skip
PAYMENTS = (
    "N° dossier", "SIREN", "Raison sociale", "Code INSEE", "Date de décision", "Montant accordé",
    "N° EJ", "N° de paiement", "Date de paiement", "Montant payé",
)  # fmt: skip


def measured(kind: str) -> list[Step]:
    """Seconds and peak memory of each step. `kind`: a dossier a line, or a payment a line."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "ancrage.project.settings"
    import django  # noqa: PLC0415

    django.setup()
    from django.utils import timezone  # noqa: PLC0415

    from benchmarks.imports import opened  # noqa: PLC0415

    opened(timezone.now())
    make = {"dossiers": _dossiers, "payments": _payments}[kind]
    first = _file(make())
    steps = [*_brought_in("100 000 lignes", first, changes=True)]
    steps += _brought_in("le même fichier", first, changes=False)
    steps += _brought_in("un dossier sur dix avancé", _file(make(later=10)), changes=True)
    return steps


def _places() -> list[str]:
    from ancrage.geography.models import Commune  # noqa: PLC0415

    return list(Commune.objects.order_by("code").values_list("code", flat=True))


def _sirens(draw: random.Random) -> list[str]:
    """Numbers with their check digit."""
    from stdnum import luhn  # noqa: PLC0415

    heads = (str(draw.randrange(10_000_000, 99_999_999)) for _rank in range(20_000))
    return [head + luhn.calc_check_digit(head) for head in heads]


def _file(lines: Iterator[list[object]]) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=";").writerows(lines)
    return buffer.getvalue().encode("cp1252")


def _dossiers(later: int = 0) -> Iterator[list[object]]:
    """A dossier a line; of one in `later`, more was paid."""
    draw = random.Random(SEED)  # noqa: S311 - no secret
    places, sirens = _places(), _sirens(draw)
    yield list(DOSSIERS)
    for number in range(1, LINES + 1):
        asked = draw.randrange(5_000, 400_000)
        day = dt.date(2019, 1, 7) + dt.timedelta(days=draw.randrange(1800))
        granted = asked * draw.randrange(50, 100) // 100
        paid = granted // 2 + (granted // 4 if later and number % later == 0 else 0)
        yield [
            f"D{number:07}", draw.choice(sirens), f"Société {number % 20000}", "Prêt vert",
            draw.choice(places), f"{day:%d/%m/%Y}", f"{asked} €",
            f"{day + dt.timedelta(days=60):%d/%m/%Y}", f"{granted},00", f"EJ{number:08}",
            f"{day + dt.timedelta(days=200 + (50 if later else 0)):%d/%m/%Y}", f"{paid},00",
        ]  # fmt: skip


def _payments(later: int = 0) -> Iterator[list[object]]:
    """Four payments a dossier, one a line; the last of one dossier in `later` is new."""
    draw = random.Random(SEED)  # noqa: S311 - no secret
    places, sirens = _places(), _sirens(draw)
    yield list(PAYMENTS)
    for number in range(1, LINES // 4 + 1):
        granted = draw.randrange(5_000, 400_000)
        day = dt.date(2019, 1, 7) + dt.timedelta(days=draw.randrange(1500))
        whose = [f"D{number:07}", draw.choice(sirens), f"Société {number % 20000}",
                 draw.choice(places), f"{day:%d/%m/%Y}", granted, f"EJ{number:08}"]  # fmt: skip
        for rank in range(1, 5 + (1 if later and number % later == 0 else 0)):
            on = day + dt.timedelta(days=90 * rank)
            yield [*whose, f"{rank}", f"{on:%d/%m/%Y}", f"{granted // 5},00"]


def _brought_in(name: str, content: bytes, *, changes: bool) -> Iterator[Step]:
    """A file sent, read, shown and taken in by the actions of the pages."""
    from django.utils import timezone  # noqa: PLC0415

    from ancrage.funding.actions import importing  # noqa: PLC0415
    from ancrage.funding.queries.previews import unpacked  # noqa: PLC0415
    from ancrage.kernel.rights import host  # noqa: PLC0415

    now = timezone.now()
    held = importing.prepare_import(
        by=host(), now=now, financer=FINANCER, name="suivi.csv", content=content
    )
    yield step(f"{name} : lecture", lambda: importing.read_file(held=held, now=now))
    yield step(f"{name} : aperçu", lambda: unpacked(bytes(held.preview or b"")))
    yield step(
        f"{name} : reprise",
        lambda: importing.take_import(by=host(), now=now, held=held, confirmed=True),
    )
    held.refresh_from_db()
    if bool(held.batches) != changes or held.counts["faulty"]:
        raise RuntimeError(f"{name}: {held.counts}")
