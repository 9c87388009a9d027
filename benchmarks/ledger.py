"""A ledger of a million entries: how fast they are posted, every page of money, its sums.

The entries are those of 250,000 made-up dossiers, one in eight of them outside any territory,
posted by the action that every import uses. A sum is measured beside the same one in bare SQL over
the entries.
"""

import datetime as dt
import os
import random
import resource
import statistics
import time
from collections.abc import Callable
from typing import Any

FINANCERS = ("bpifrance", "banque-des-territoires", "ademe", "etat")
MEASURES = ("vte", "bdt-ingenierie", "fonds-acceleration", "chef-de-projet", "rebond-ingenierie")
NEEDS = ("recruter", "innover", "attirer", "simplifier")
DOSSIERS, BATCH, ENTRIES_EACH = 250_000, 12_500, 4
FIRST_DAY, DAYS = dt.date(2019, 1, 1), 2_500
YEAR = 2024
"""The year of every dossier."""
RUNS, MOST_QUERIES = 5, 15
SLOW = 2.0
"""A page that takes more than so many seconds is timed once."""
SECOND = dt.timedelta(seconds=1)
HELD = 10**15
PAGES = {
    "argent, carte": "/argent/",
    "argent, par mesure et par année": "/argent/?par=mesure&puis=annee",
    "argent d’un financeur, à une date": "/argent/?financeur=bpifrance&date=2022-06-30",
    "argent, tel que connu": "/argent/?connu={today}",
    "annonces": "/argent/annonces/",
    "argent d’un territoire": "/territoires/{list}/{code}/argent/",
    "enveloppes": "/argent/enveloppes/",
    "une enveloppe": "/argent/enveloppes/banc/",
    "une enveloppe, à une date": "/argent/enveloppes/banc/?date=2022-06-30",
    "écritures": "/argent/ecritures/",
    "écritures d’un stade et d’une année": "/argent/ecritures/?stade=paid&annee=2022",
    "écritures, à une date": "/argent/ecritures/?date=2022-06-30&total=granted",
    "écritures d’un territoire": "/argent/ecritures/?territoire={territory}",
    "écritures, dernière page": "/argent/ecritures/?page=200",
    "une écriture": "/argent/ecritures/{entry}/",
    "dossiers": "/argent/dossiers/",
    "dossiers cherchés": "/argent/dossiers/?q=atelier&lieu=inside",
    "un dossier": "/argent/dossiers/{dossier}/",
    "plan de comptes": "/argent/comptes/",
    "un engagement": "/argent/engagements/{commitment}/",
    "contrôles": "/argent/controles/",
    "déclarations": "/argent/declarations/",
    "une déclaration": "/argent/declarations/bpifrance/{half}/",
    "rapprochement": "/argent/rapprochement/",
    "paiements à rattacher": "/argent/rapprochement/?financeur=bpifrance",
    "priorité": "/priorite/",
    "priorité d’un opérateur": "/priorite/bpifrance/",
    "priorité d’une mesure": "/priorite/bpifrance/vte/",
    "prévisions": "/previsions/",
    "prévisions d’un opérateur": "/previsions/bpifrance/",
    "prévisions d’une mesure": "/previsions/bpifrance/vte/",
    "données ouvertes": "/donnees/",
    "dictionnaire": "/donnees/dictionnaire/",
    "un jeu de données": "/donnees/argent/",
    "publications": "/donnees/publications/",
    "conventions": "/donnees/conventions/",
}
SIGNED_IN = {
    "une convention": "/donnees/conventions/{commitment}/",
    "fichiers": "/argent/fichiers/",
    "dossiers à lier": "/argent/rapprochement/liens/projets/",
}
"""The pages that nobody reads without a role."""
Step = dict[str, Any]


def measured() -> list[Step]:
    """Posting, checks, sums and pages, in the installation of `ANCRAGE_HOME`."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "ancrage.project.settings"
    import django  # noqa: PLC0415 - only there once the installation is told

    django.setup()
    from benchmarks.pages import made_up_people  # noqa: PLC0415 - as above

    people = made_up_people()
    steps = [_posted()]
    steps.append(_checked())
    steps += _sums()
    known = _known()
    steps.append(_conventions())
    for who, client in people.items():
        read = PAGES | (SIGNED_IN if client.cookies else {})
        steps += [
            _page(f"{name}, {who}", client, url.format(**known)) for name, url in read.items()
        ]
    return steps


def _posted() -> Step:
    """A million entries, in batches of 50,000 amounts."""
    from django.utils import timezone  # noqa: PLC0415

    from ancrage.funding.actions.entries import post_entries  # noqa: PLC0415
    from ancrage.kernel.rights import host  # noqa: PLC0415

    draw, now = random.Random(2018), timezone.now()  # noqa: S311 - no secret
    communes, envelopes = _communes(), _envelopes(now)
    seconds = 0.0
    for rank in range(DOSSIERS // BATCH):
        now += SECOND
        financer = FINANCERS[rank % len(FINANCERS)]
        postings = _amounts(draw, financer, communes, envelopes[financer], now)
        started = time.perf_counter()
        post_entries(by=host(), now=now, financer=financer, postings=postings, key=f"banc-{rank}")
        seconds += time.perf_counter() - started
    count = DOSSIERS * ENTRIES_EACH
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    what = f"{count} écritures passées par lots de {BATCH * ENTRIES_EACH}"
    return {"what": what, "seconds": seconds, "memory": peak, "rate": count / seconds}


def _communes() -> list[str]:
    from ancrage.geography.models import Commune  # noqa: PLC0415

    return list(Commune.objects.order_by("code").values_list("code", flat=True)[::7])


def _envelopes(now: dt.datetime) -> dict[str, Any]:
    """An envelope of opened credits for each financer, under one."""
    from ancrage.funding.actions.envelopes import Told, open_envelope  # noqa: PLC0415
    from ancrage.funding.models import Envelope  # noqa: PLC0415
    from ancrage.kernel.rights import host  # noqa: PLC0415

    told = {"nature": "opened", "source": "Banc d’essai"}
    why = Told(FIRST_DAY, "Banc d’essai")
    top = Envelope(code="banc", name="Banc", **told)
    open_envelope(by=host(), now=now, envelope=top, cents=HELD, told=why)
    found = {
        financer: Envelope(code=f"banc-{financer}", name=financer, parent=top, **told)
        for financer in FINANCERS
    }
    for part in found.values():
        open_envelope(by=host(), now=now, envelope=part, cents=HELD // len(FINANCERS), told=why)
    return found


def _amounts(
    draw: random.Random,
    financer: str,
    communes: list[str],
    envelope: Any,  # noqa: ANN401 a model, once Django is there
    now: dt.datetime,
) -> list[Any]:
    """What a batch posts: each dossier asked for, granted, paid twice."""
    from ancrage.funding.actions.opening import open_commitments, open_dossiers  # noqa: PLC0415
    from ancrage.funding.actions.posting import Posting  # noqa: PLC0415
    from ancrage.funding.models import Commitment  # noqa: PLC0415

    dossiers = [_dossier(draw, financer, draw.choice(communes)) for _rank in range(BATCH)]
    commitments = [Commitment(financer=financer, envelope=envelope) for _rank in range(BATCH)]
    open_dossiers(dossiers=dossiers, year=YEAR, now=now)
    open_commitments(commitments=commitments, now=now)
    postings = []
    for dossier, commitment in zip(dossiers, commitments, strict=True):
        day = FIRST_DAY + dt.timedelta(days=draw.randrange(DAYS))
        cents = draw.randrange(1_000_00, 90_000_00)
        postings += [
            Posting("requested", cents * 2, day, dossier=dossier),
            Posting("granted", cents, day, dossier=dossier, commitment=commitment),
            Posting("paid", cents // 3, day + dt.timedelta(days=60), dossier=dossier),
            Posting("paid", cents // 2, day + dt.timedelta(days=120), dossier=dossier),
        ]
    return postings


def _dossier(draw: random.Random, financer: str, commune: str) -> Any:  # noqa: ANN401
    from ancrage.funding.models import Dossier  # noqa: PLC0415
    from benchmarks.pages import PROGRAMME  # noqa: PLC0415

    asked = FIRST_DAY + dt.timedelta(days=draw.randrange(DAYS))
    return Dossier(
        financer=financer,
        financer_name=financer,
        measure=draw.choice(MEASURES),
        measure_name="Mesure",
        need=draw.choice(NEEDS),
        year=YEAR,
        programme=PROGRAMME,
        commune=commune,
        region="84",
        regions="|84|",
        place="inside",
        beneficiary=f"Atelier {draw.randrange(10_000)}",
        asked_on=asked,
        decided_on=asked + dt.timedelta(days=draw.randrange(20, 200)),
        outcome="granted",
    )


def _checked() -> Step:
    """Every check of the ledger."""
    from ancrage.funding.queries.checks import run_checks  # noqa: PLC0415

    started = time.perf_counter()
    findings = run_checks(lambda _code, _share: None)
    seconds = time.perf_counter() - started
    broken = [finding for finding in findings if finding.faults]
    if broken:
        raise RuntimeError(f"broken: {broken}")
    return {"what": f"{len(findings)} contrôles, tous tenus", "seconds": seconds}


def _sums() -> list[Step]:
    """Sums by cut of the pages, beside the same ones in bare SQL over the entries."""
    from ancrage.funding.queries.totals import sums_by  # noqa: PLC0415
    from ancrage.funding.rules.cuts import Look  # noqa: PLC0415

    until = dt.date(2022, 6, 30)
    cases: list[tuple[str, Callable[[], object], str]] = [
        ("total par stade", lambda: sums_by(Look()), "GROUP BY stage"),
        (
            "total par territoire et stade",
            lambda: sums_by(Look(), "territory"),
            "GROUP BY territory, stage",
        ),
        (
            "par financeur, à une date",
            lambda: sums_by(Look(until=until), "financer"),
            f"WHERE event_on <= '{until}' GROUP BY financer, stage",
        ),
        (
            "par mesure, tel que connu à une date",
            lambda: sums_by(Look(known_on=dt.date(2100, 1, 1)), "measure"),
            "WHERE entered_at < '2100-01-02' GROUP BY measure, stage",
        ),
    ]
    return [_sum(*case) for case in cases]


def _sum(what: str, ours: Callable[[], object], bare: str) -> Step:
    sql = f"SELECT SUM(cents), COUNT(*) FROM funding_entry {bare}"  # noqa: S608 ours
    pairs = [(_timed(lambda: _asked(sql)), _timed(ours)) for _run in range(RUNS)]
    plain, seconds = (statistics.median(times) for times in zip(*pairs, strict=True))
    return {"what": what, "seconds": seconds, "bare": seconds / plain}


def _asked(sql: str) -> object:
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def _timed(act: Callable[[], object]) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


def _conventions() -> Step:
    """Where every agreement stands, before it is kept for the pages: after each change."""
    from django.utils import timezone  # noqa: PLC0415

    from ancrage.opendata.queries.positions import positions  # noqa: PLC0415

    seconds = _timed(lambda: positions(timezone.localdate()))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"what": "conventions, toutes relues", "seconds": seconds, "memory": peak}


def _known() -> dict[str, Any]:
    """What the addresses name: an entry, its dossier, its territory, a return that is asked for."""
    from django.utils import timezone  # noqa: PLC0415

    from ancrage.funding.actions.returns import open_returns  # noqa: PLC0415
    from ancrage.funding.models import Entry  # noqa: PLC0415
    from ancrage.funding.rules.halves import Half  # noqa: PLC0415
    from ancrage.kernel.rights import host  # noqa: PLC0415
    from benchmarks.pages import VERSION  # noqa: PLC0415

    half, now = Half(YEAR, 1), timezone.now()
    open_returns(by=host(), now=now, half=half)
    paid = Entry.objects.filter(stage="paid", financer=FINANCERS[0]).exclude(territory="")
    entry = paid.select_related("dossier", "line").first()
    return {
        "entry": entry.pk,
        "dossier": entry.dossier.code,
        "commitment": entry.line.commitment_id,
        "territory": entry.territory,
        "list": VERSION,
        "code": entry.territory.partition(":")[2],
        "half": half.code,
        "today": timezone.localdate(now).isoformat(),
    }


def _page(what: str, client: Any, path: str) -> Step:  # noqa: ANN401 Django's client
    """The median of some answers, and their queries. RuntimeError when there are too many."""
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    def ask() -> None:
        if client.get(path).status_code != 200:
            raise RuntimeError(path)

    ask()
    with CaptureQueriesContext(connection) as asked:
        first = _timed(ask)
    queries = len(asked)  # the next answer empties the list
    if queries > MOST_QUERIES:
        raise RuntimeError(f"{path}: {queries} queries")
    runs = 1 if first > SLOW else RUNS
    seconds = statistics.median(_timed(ask) for _run in range(runs))
    return {"what": what, "seconds": seconds, "queries": queries}
