"""The pages of roadmaps on 200 made-up territories of 50 sheets, beside an empty page.

Everything is asked in this process, by Django's test client: what is measured is what the site
does, and not the network. The empty page is the site's legal notice: the same layout, no figure.
It is asked before each page that is measured, so that a machine that is busy slows both.
"""

import datetime as dt
import gc
import os
import statistics
import time
from typing import Any

TERRITORIES, SHEETS = 200, 50
RUNS, FEW, SLOW = 9, 3, 0.5
"""How many answers are timed; how many of what takes more than so many seconds."""
PROGRAMME, VERSION = "banc", "banc-2018-11-22"
SINCE = dt.date(2018, 11, 22)
EMPTY = "/mentions-legales/"
ROADMAP = f"/territoires/{VERSION}/banc-000/feuille-de-route/"
PAGES = {
    "portefeuille": "/fiches/",
    "portefeuille d’une région": "/fiches/?region=84",
    "portefeuille, filtré et cherché": "/fiches/?besoin=innover&etat=running&q=atelier",
    "portefeuille, dernière page": "/fiches/?page={last}",
    "portefeuille en CSV": "/fiches/?format=csv",
    "portefeuille en XLSX": "/fiches/?format=xlsx",
    "feuille de route": ROADMAP,
    "feuille de route en DOCX": f"{ROADMAP}feuille-de-route.docx",
    "feuille de route en XLSX": f"{ROADMAP}feuille-de-route.xlsx",
    "une fiche": "/fiches/{sheet}/",
}
"""What is measured; the sheet's address and the last page are known once the sheets are there."""


def measured() -> list[dict[str, Any]]:
    """Each page for a visitor and for the national team: seconds, times an empty page, queries.

    The database is that of `ANCRAGE_HOME`, with the reference figures loaded and nothing else.
    """
    os.environ["DJANGO_SETTINGS_MODULE"] = "ancrage.project.settings"
    import django  # noqa: PLC0415 - only there once the installation is told

    django.setup()
    from ancrage.roadmaps.models import ActionSheet  # noqa: PLC0415
    from ancrage.ui.tables import PAGE_SIZE  # noqa: PLC0415

    told = made_up()
    gc.collect()
    published = ActionSheet.objects.filter(state="running", is_private=False)
    known = {"sheet": published.earliest("code").code, "last": len(published) // PAGE_SIZE}
    return [
        {"what": f"{name}, {who}", **_page(client, path.format(**known))}
        for who, client in told.items()
        for name, path in PAGES.items()
    ]


def made_up() -> dict[str, Any]:
    """A list of territories of one intercommunalité each, their sheets, and who reads them."""
    from django.utils import timezone  # noqa: PLC0415

    people = made_up_people()
    _sheets(timezone.now())
    return people


def made_up_people() -> dict[str, Any]:
    """A list of territories, and who reads: a visitor, the national team."""
    from django.db import transaction  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    now = timezone.now()
    with transaction.atomic():
        _territories(now)
        national = national_client(now)
    return {"visiteur": Client(headers={"host": "localhost"}), "équipe nationale": national}


def national_client(now: dt.datetime) -> Any:  # noqa: ANN401 Django's client
    """Somebody of the national team, signed in."""
    from django.test import Client  # noqa: PLC0415

    from ancrage.kernel.rights import Scope, ScopeKind, host  # noqa: PLC0415
    from ancrage.people.actions.accounts import open_account  # noqa: PLC0415
    from ancrage.people.actions.roles import Term, grant_role  # noqa: PLC0415

    person = open_account(
        by=host(), now=now, email="banc@essai.example", given_name="Banc", family_name="Essai"
    )
    grant_role(
        by=host(),
        now=now,
        person=person,
        role="national",
        scope=Scope(ScopeKind.NATION, ""),
        organisation=None,
        term=Term(SINCE),
    )
    client = Client(headers={"host": "localhost"})
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def _territories(now: dt.datetime) -> None:
    from ancrage.geography.actions import start_programme  # noqa: PLC0415
    from ancrage.geography.models import Intercommunality  # noqa: PLC0415
    from ancrage.geography.rules.listing import ListedTerritory, Member  # noqa: PLC0415
    from ancrage.kernel.rights import host  # noqa: PLC0415

    held = Intercommunality.objects.filter(commune__isnull=False).distinct().order_by("siren")
    rows = held.values_list("siren", "name", "regions")[:TERRITORIES]
    start_programme(
        by=host(),
        now=now,
        code=PROGRAMME,
        name="Banc d’essai",
        version_code=VERSION,
        valid_from=SINCE,
        territories=[
            ListedTerritory(f"banc-{rank:03d}", name, regions.split("|")[0], (Member(siren),))
            for rank, (siren, name, regions) in enumerate(rows)
        ],
    )


def _sheets(now: dt.datetime) -> None:
    from django.utils.timezone import localdate  # noqa: PLC0415

    from ancrage.kernel.rights import host  # noqa: PLC0415
    from ancrage.roadmaps.actions.invented import add_invented  # noqa: PLC0415
    from ancrage.roadmaps.demonstration import grounds, told  # noqa: PLC0415
    from ancrage.roadmaps.invented import Draw  # noqa: PLC0415

    drawn = Draw(told(), localdate(now), now, frozenset())
    lands = grounds(localdate(now), PROGRAMME)
    roadmaps = [drawn.roadmap(land) for land in lands]
    sheets = [
        one
        for roadmap, land in zip(roadmaps, lands, strict=True)
        for one in drawn.sheets(roadmap, land, count=SHEETS)
    ]
    add_invented(by=host(), now=now, roadmaps=roadmaps, sheets=sheets)


def _page(client: Any, path: str) -> dict[str, Any]:  # noqa: ANN401 Django's client
    """The median of some answers, beside that of the empty page, once what stays in memory is
    there; the queries of one."""
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    _timed(client, EMPTY)
    first = _timed(client, path)
    with CaptureQueriesContext(connection) as asked:
        _timed(client, path)
    queries = len(asked)  # the next answer empties the list
    runs = range(FEW if first > SLOW else RUNS)
    pairs = [(_timed(client, EMPTY), _timed(client, path)) for _run in runs]
    empty, seconds = (statistics.median(times) for times in zip(*pairs, strict=True))
    return {"seconds": seconds, "queries": queries, "times": seconds / empty}


def _timed(client: Any, path: str) -> float:  # noqa: ANN401 Django's client
    started = time.perf_counter()
    response = client.get(path)
    if response.status_code != 200:
        raise RuntimeError(f"{path}: {response.status_code}")
    return time.perf_counter() - started
