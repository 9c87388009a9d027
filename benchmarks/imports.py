"""10,000 sheets in one workbook: read, shown, taken in; then the same file, then a mended one.

The steps are those of the pages, in one process, in the database of `ANCRAGE_HOME`: what the
worker does for a large file, and what the page that shows it does.
"""

import datetime as dt
import io
import os
import random
import resource
import time
from collections.abc import Callable, Iterator
from typing import Any

SHEETS, SEED = 10_000, 2018
PROGRAMME, VERSION, TERRITORY = "banc", "banc-2018-11-22", "banc-000"
SINCE = dt.date(2018, 11, 22)
HEAD = (
    "N°", "Titre de l’action", "Axe", "Besoin", "Porteur de projet", "SIRET", "Commune",
    "Objectifs", "Description de l’action", "Date de début", "Date de fin", "Coût total (€)",
    "Région – demandé 2027", "État – accordé 2027", "Jalon 1", "Échéance 1", "Emplois créés",
)  # fmt: skip
NEEDS = ("Recruter", "Innover", "Attirer", "Simplifier")
SIRET = "780 129 987 00068"
Step = dict[str, Any]


def measured() -> list[Step]:
    """Seconds and peak memory of each step. The reference figures are loaded, and nothing else."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "ancrage.project.settings"
    import django  # noqa: PLC0415 - only there once the installation is told

    django.setup()
    from django.utils import timezone  # noqa: PLC0415

    now = timezone.now()
    communes = opened(now)
    first = _workbook(communes)
    steps = [*_brought_in("10 000 fiches", first, created=SHEETS, changed=0)]
    steps += _brought_in("le même fichier", first, created=0, changed=0)
    steps += _brought_in("10 000 corrigées", _workbook(communes, more=7), created=0, changed=SHEETS)
    return steps


def opened(now: dt.datetime) -> list[str]:
    """A territory of one intercommunalité; the names of its communes."""
    from ancrage.geography.actions import start_programme  # noqa: PLC0415
    from ancrage.geography.models import Commune, Intercommunality  # noqa: PLC0415
    from ancrage.geography.rules.listing import ListedTerritory, Member  # noqa: PLC0415
    from ancrage.kernel.rights import host  # noqa: PLC0415

    held = Intercommunality.objects.filter(commune__isnull=False).order_by("siren").first()
    assert held is not None  # noqa: S101 the reference figures have some
    member = ListedTerritory(
        TERRITORY, held.name, held.regions.split("|")[0], (Member(held.siren),)
    )
    start_programme(
        by=host(),
        now=now,
        code=PROGRAMME,
        name="Banc d’essai",
        version_code=VERSION,
        valid_from=SINCE,
        territories=[member],
    )
    return list(Commune.objects.filter(intercommunality=held).values_list("name", flat=True))


def _workbook(communes: list[str], *, more: int = 0) -> bytes:
    """Seeded lines, the costs higher by `more` euros: what a mended file changes."""
    from openpyxl import Workbook  # noqa: PLC0415

    book = Workbook(write_only=True)
    page = book.create_sheet("Fiches")
    page.append(["Feuille de route du banc d’essai"])
    page.append([])
    page.append(list(HEAD))
    for line in _lines(communes, more):
        page.append(line)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _lines(communes: list[str], more: int) -> Iterator[list[Any]]:
    draw = random.Random(SEED)  # noqa: S311 - no secret
    words = (
        "atelier",
        "réseau",
        "école",
        "four",
        "sol",
        "halle",
        "forge",
        "bois",
        "verre",
        "métal",
    )
    for number in range(1, SHEETS + 1):
        told = " ".join(draw.choices(words, k=40))
        cost = draw.randrange(10_000, 2_000_000) + more
        yield [
            f"A{number}", f"Action {number} : {' '.join(draw.choices(words, k=5))}",
            f"Axe {1 + number % 9}", draw.choice(NEEDS), f"Porteur {number % 700}", SIRET,
            draw.choice(communes), told, f"{told}. {told}", "mars 2027", "T3 2028", cost,
            f"{cost // 3000} k€", cost // 4, "Permis déposé", "juin 2027", draw.randrange(1, 40),
        ]  # fmt: skip


def _brought_in(name: str, content: bytes, *, created: int, changed: int) -> Iterator[Step]:
    """A file sent, read, shown and taken in by the actions of the pages."""
    from django.utils import timezone  # noqa: PLC0415

    from ancrage.kernel.rights import host  # noqa: PLC0415
    from ancrage.roadmaps.actions import importing  # noqa: PLC0415
    from ancrage.roadmaps.queries.importing import look_at  # noqa: PLC0415
    from ancrage.roadmaps.queries.reading import Given  # noqa: PLC0415

    now, scope = timezone.now(), f"{PROGRAMME}:{TERRITORY}"
    given = [Given("fiches.xlsx", content)]
    held = importing.prepare_import(by=host(), now=now, scope=scope, files=given)
    yield step(f"{name} : lecture", lambda: importing.read_import(held=held, now=now))
    yield step(f"{name} : aperçu", lambda: look_at(held))
    yield step(
        f"{name} : reprise",
        lambda: importing.take_import(by=host(), now=now, held=held, confirmed=True),
    )
    held.refresh_from_db()
    if (held.counts["new"], held.counts["changed"]) != (created, changed):
        raise RuntimeError(f"{name}: {held.counts}")


def step(what: str, act: Callable[[], object]) -> Step:
    started = time.perf_counter()
    act()
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"what": what, "seconds": seconds, "memory": peak}
