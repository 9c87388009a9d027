"""Every page of State aid asks the database fifteen times at most, whoever reads it.

That of what escapes checks is apart: it reads the whole ledger, a part at a time.
"""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.stateaid.pages.world import ALLOWED, UNKNOWN, check
from tests.stateaid.world import PARENT, SIREN, SISTER, aided, declared, link, received

pytestmark = pytest.mark.django_db
MOST, MORE = 15, 5
"""Queries of a page; what that of a company adds: two steps of its chain of links, whether it is
made up, and the companies of who reads it, twice."""
NAMES = (
    "state_aid",
    "aid_regimes",
    "aid_company",
    "aid_company_edit",
    "aid_link_new",
    "aid_declare",
    "aid_checks",
    "aid_check_new",
    "aid_check",
    "aid_check_accept",
    "aid_terms",
    "aid_tables",
    "aid_table_import",
)
READERS = ("national", "referent", "company", "auditor", "")


@pytest.fixture
def arguments():
    """What addresses name: a company whose parent holds a third, its aids, its verdicts."""
    dossier = aided()
    link(PARENT, SIREN, kind="votes")
    link(PARENT, SISTER, kind="votes")
    for rank in range(3):
        declared(SIREN, received((rank + 1) * 1_000_00))
    of_company = ("aid_company", "aid_company_edit", "aid_link_new", "aid_declare")
    of_check = ("aid_check", "aid_check_accept")
    for rank in range(4):
        check(ALLOWED, number=rank + 2, dossier=dossier)
    held = check(UNKNOWN, dossier=dossier)
    return {
        **dict.fromkeys(of_company, (SIREN,)),
        **dict.fromkeys(of_check, (held.code,)),
        "aid_terms": (dossier.code,),
    }


@pytest.mark.parametrize("name", NAMES)
def test_a_page_asks_little_of_the_database(client_of, arguments, name):
    address, opened = reverse(name, args=arguments.get(name, [])), []
    most = MOST + (MORE if name == "aid_company" else 0)
    for who in READERS:
        client = client_of(who)
        client.get(address)  # what the process keeps is there then
        with CaptureQueriesContext(connection) as queries:
            response = client.get(address)
        if response.status_code == 200:
            opened.append(who)
            assert len(queries) <= most, (who, [query["sql"] for query in queries])
    assert opened
