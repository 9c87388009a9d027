"""Ten thousand reports: lists, suggestions and exports in a bounded number of queries."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ancrage.simplification.models import BlockCase, BlockReport, Question
from tests.people.world import sign_in
from tests.simplification import world as making
from tests.simplification.world import ARVE, LOIRE, NORTH, NOW

MANY, CASES, MOST = 10_000, 200, 15


@pytest.fixture
def crowded(world, monkeypatch):
    """Reports and cases written at once, like those that commands make."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    model = making.reported(world)
    BlockCase.objects.bulk_create(
        BlockCase(
            number=n,
            state="asked",
            title=f"Cas {n}",
            words=" etude local",
            gathered_at=NOW,
            moved_at=NOW,
            published_at=NOW,
        )
        for n in range(1, CASES + 1)
    )
    cases = list(BlockCase.objects.order_by("number"))
    Question.objects.bulk_create(
        Question(
            case=case,
            number=1,
            authority="prefecture",
            scope=NORTH,
            kind="change",
            asked_at=NOW,
            due_on=NOW.date() + dt.timedelta(days=60),
        )
        for case in cases
    )
    BlockReport.objects.bulk_create(
        (_copy(model, n, cases[n % CASES]) for n in range(2, MANY + 1)), batch_size=2000
    )
    return world


def _copy(model: BlockReport, number: int, case: BlockCase) -> BlockReport:
    is_alone = number % 2 == 0
    return BlockReport(
        number=number,
        state="reported" if is_alone else "grouped",
        territory=LOIRE if number % 3 else ARVE,
        territory_name="Loire" if number % 3 else "Vallée de l’Arve",
        regions=f"|{NORTH}|",
        author="x",
        title=f"Blocage {number}",
        words=model.words,
        citations=model.citations,
        case=None if is_alone else case,
        is_private=number % 5 == 0,
        created_at=NOW,
        saved_at=NOW,
        moved_at=NOW,
        reported_at=NOW,
    )


def cost(client: Client, url: str) -> int:
    """How many queries a page makes once it has been read before."""
    client.get("/")
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def test_lists_of_ten_thousand_reports(crowded):
    national = sign_in(Client(), crowded.people["national"])
    assert cost(national, reverse("block_reports")) <= MOST
    assert cost(national, reverse("block_reports") + "?q=blocage+77&format=csv") <= MOST
    assert cost(national, reverse("blocks")) <= MOST
    assert cost(national, reverse("block_report", args=[1])) <= MOST + 5
    assert cost(Client(), reverse("block_figures")) <= MOST
