"""Every page of money asks the database fifteen times at most, whoever reads it."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse
from django.utils import timezone

from ancrage.funding.actions.checks import keep_checks
from ancrage.funding.actions.dossiers import join_project
from ancrage.funding.actions.returns import open_returns
from ancrage.funding.models import Dossier, Entry, EnvelopeMove, Project, WaitingPayment
from ancrage.funding.rules.halves import Half
from ancrage.geography.models import Territory
from ancrage.opendata.actions.publishing import publish
from tests.browser.samples import addresses, methods
from tests.funding.filing import GOOD, as_csv, sent
from tests.funding.many import post_many
from tests.funding.matching_world import waiting
from tests.funding.world import HERE, HOST, NOW, OPERATOR, TODAY, envelope
from tests.opendata.world import ONE, TWO, granted, grantor
from tests.people.world import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_day")]
MOST = 15
MONEY = ("ancrage.funding.", "ancrage.evidence.", "ancrage.opendata.")
READERS = ("", "national", "referent", "auditor", "lead")
OF = {"financeur": OPERATOR}
PARTS = {"money_checks_progress", "money_import_progress", "money_import_file", "entry_file"}
"""Parts of other pages, and files."""


@pytest.fixture(scope="module")
def ledger(held, django_db_blocker):
    """More than a page of everything, and what each address names."""
    with django_db_blocker.unblock():
        post_many(16)
        for rank in range(8):
            waiting(100_00 + rank, number=f"DOS-{rank}")
        grantor()
        yield held, named(granted("SCDL", (ONE, 30_000_00), (TWO, 10_000_00)))


def named(commitment):
    """The arguments of each address of a page of money that has some."""
    part = envelope("part", 1_000_00, parent=envelope("haut", 10_000_00))
    dossier = Dossier.objects.filter(financer=OPERATOR).last()
    told = {"dossier": dossier, "project": Project(name="Four")}
    project = join_project(by=HOST, now=NOW, today=TODAY, **told)
    keep_checks(progress=lambda _code, _share: None, clock=timezone.now)
    open_returns(by=HOST, now=NOW, half=Half(2024, 1))
    entry = Entry.objects.filter(dossier=dossier, stage="granted").last()
    place = Territory.objects.filter(code="ti-0101").last()
    one, measure = (OPERATOR,), (OPERATOR, "vte")
    by_dossier = ("dossier", "dossier_post", "dossier_commit", "dossier_join", "dossier_leave")
    by_envelope = ("envelope", "envelope_move", "envelope_revise")
    return {
        "territory_money": (place.version_id, place.code),
        **dict.fromkeys(by_envelope, (part.code,)),
        "envelope_undo": [part.code, EnvelopeMove.objects.filter(target=part).last().pk],
        **dict.fromkeys(("entry", "entry_reverse"), (entry.pk,)),
        **dict.fromkeys(by_dossier, (dossier.code,)),
        "project": (project.code,),
        "commitment": (commitment.pk,),
        "waiting_payment": [WaitingPayment.objects.last().pk],
        "dossier_links": ["projets"],
        "return": [OPERATOR, "2024-S1"],
        "money_import": [sent(as_csv(GOOD)).reference],
        **dict.fromkeys(("priority_operator", "forecast_operator", "open_grantor"), one),
        **dict.fromkeys(("priority_measure", "forecast_measure"), measure),
        "open_publication": [publish(by=HOST, now=NOW, dataset="subventions").code],
        "open_dataset": ["argent"],
        "open_convention": (commitment.pk,),
    }


def pages():
    """The names of what answers a GET by a page, in the capabilities of money."""
    return [
        pattern.name
        for route, pattern in addresses(get_resolver())
        if pattern.callback.__module__.startswith(MONEY)
        and pattern.name not in PARTS
        and not re.search(r"\.[^/]+$", route)
        and "GET" in methods(pattern.callback)
    ]


@pytest.mark.parametrize("name", pages())
def test_a_page_asks_little_of_the_database(ledger, name):
    held, arguments = ledger
    address = reverse(name, args=arguments.get(name, ()))
    sign_in(Client(), held.national).get(address, OF)  # what the process keeps is there then
    opened = []
    for who in READERS:
        client = sign_in(Client(), getattr(held, who)) if who else Client()
        with CaptureQueriesContext(connection) as queries:
            response = client.get(address, OF)
        if response.status_code == 200:
            opened.append(who)
            assert len(queries) <= MOST, (who, [query["sql"] for query in queries])
    assert opened


@pytest.mark.parametrize(
    "more", ["", "&date=2025-06-01", "&connu=2026-11-20", "&par=besoin&puis=dispositif"]
)
def test_the_money_page_asks_little_however_it_is_narrowed(ledger, more):
    held, _arguments = ledger
    client = sign_in(Client(), held.national)
    asked = f"financeur={OPERATOR}&mesure=vte&besoin=recruter&dispositif=fonds&territoire={HERE}"
    address = f"/argent/?{asked}&region=01&lieu=inside&annee=2024&etape=granted{more}"
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    assert len(queries) <= MOST, [query["sql"] for query in queries]
