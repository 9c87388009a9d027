"""Every address and every action against every role, with two regions' data present.

The snapshot is the matrix that a reviewer reads: a new address, or a change in who gets what,
shows there.
"""

import copy
import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterator

import pytest
from django.db import transaction
from django.http import HttpRequest
from django.template import loader
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from ancrage.journal.policy import rights
from ancrage.kernel.rights import VISITOR, Actor, Holding, Scope, ScopeKind, Where, host
from ancrage.people.actions.tokens import create_token
from ancrage.people.models import Person
from ancrage.people.personas import described
from ancrage.people.queries import actor_of
from ancrage.people.roles import role_kinds
from tests.demonstration import demonstration
from tests.people.samples import ALPS, arguments
from tests.people.world import sign_in

PUBLIC = {"home.read", "geography.read", "selection.read", "catalogue.read", "opendata.read"}
VISITING, AUDITOR = "visiteur", "Auditrice"
SEE_MOST = (
    VISITING,
    "Équipe nationale",
    "Région Auvergne-Rhône-Alpes",
    "Cheffe de projet de la vallée de l’Arve",
    "Référent Bpifrance",
)
ERROR = "ui/error.html"


@pytest.fixture(scope="module")
def _world(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), demonstration():
        _token_of_a_region()
        yield


def _token_of_a_region() -> None:
    """The demonstration has no token: whoever made one would know its key."""
    maker, today = Person.objects.get(email=ALPS), timezone.localdate()
    create_token(
        by=actor_of(maker, on=today),
        now=timezone.now(),
        name="Tableau de bord",
        expires_on=today + dt.timedelta(days=30),
        may_write=False,
        roles=[holding.reference for holding in maker.holdings.all()],
    )


def patterns(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from patterns(pattern, prefix + inner)
        elif isinstance(pattern, URLPattern):
            yield f"{prefix}{pattern.name}", pattern


SITE = {n: p for n, p in patterns(get_resolver()) if not n.startswith("api-1:")}


def everybody() -> dict[str, Client]:
    """A client for each persona of the demonstration, and for a visitor."""
    titles = {told["email"]: told["title"] for told in described()}
    people = Person.objects.filter(email__in=titles)
    clients = {titles[p.email]: sign_in(Client(), p) for p in people}
    return {VISITING: Client(), **{t: clients[t] for t in titles.values()}}


def answers(client: Client, url: str) -> tuple[int, int]:
    """What GET and POST answer; nothing that they write is kept, nobody stays signed out."""
    cookies = copy.deepcopy(client.cookies)
    with transaction.atomic():
        got = client.get(url).status_code
        posted = client.post(url).status_code
        transaction.set_rollback(True)
    client.cookies = cookies
    return got, posted


def drawn_once(draw: Callable[..., str]) -> Callable[..., str]:
    """`render_to_string` that draws all that GET shows, and the rest once.

    The rest: the page that says that nothing is there, once for each person, and the page that
    shows a form again, once for each address. Their answers do not hang on it.
    """
    drawn: set[tuple[str, str]] = set()

    def draw_once(template: str, context: object, request: HttpRequest, **more: object) -> str:
        known = None
        if template == ERROR:
            known = (template, request.actor.reference)
        elif request.method == "POST":
            known = (template, request.resolver_match.view_name)
        if known in drawn:
            return ""
        if known:
            drawn.add(known)
        return draw(template, context, request, **more)

    return draw_once


def tried(name: str, clients: dict[str, Client]) -> dict[str, Client]:
    """Everybody; where what is public has no draft, a visitor and somebody stand for the others."""
    action = rights().route_action(name, "GET")
    if action in PUBLIC and action == rights().route_action(name, "POST"):
        return {who: clients[who] for who in (VISITING, AUDITOR)}
    return clients


@pytest.mark.only_on("sqlite")
@pytest.mark.django_db
@pytest.mark.usefixtures("_world")
def test_every_address_against_every_role(snapshot, monkeypatch):
    monkeypatch.setattr(loader, "render_to_string", drawn_once(loader.render_to_string))
    clients = everybody()
    matrix = {}
    for name, pattern in sorted(SITE.items(), key=lambda held: held[0]):
        rows = defaultdict(list)
        url = arguments(name, pattern)
        for who, client in tried(name, clients).items():
            got, posted = answers(client, url)
            assert max(got, posted) < 500, (name, who)
            rows[f"GET {got}, POST {posted}"].append(who)
        matrix[name] = {answer: ", ".join(who) for answer, who in sorted(rows.items())}
    assert matrix == snapshot


@pytest.mark.only_on("postgresql")
@pytest.mark.django_db
@pytest.mark.usefixtures("_world")
def test_every_address_answers(monkeypatch):
    """The rights hang on no database, the queries do: those who see most ask for everything."""
    monkeypatch.setattr(loader, "render_to_string", drawn_once(loader.render_to_string))
    clients = {who: client for who, client in everybody().items() if who in SEE_MOST}
    assert len(clients) == len(SEE_MOST)
    for name, pattern in SITE.items():
        url = arguments(name, pattern)
        for who, client in clients.items():
            assert max(answers(client, url)) < 500, (name, who)


OWN = Where(
    regions=frozenset({"84"}),
    territories=frozenset({"p:t"}),
    operators=frozenset({"op"}),
    companies=frozenset({"co"}),
    people=frozenset({"moi"}),
)
OTHER = Where(
    regions=frozenset({"28"}),
    territories=frozenset({"p:u"}),
    operators=frozenset({"oq"}),
    companies=frozenset({"cp"}),
    people=frozenset({"autre"}),
)
CODES = {"region": "84", "territory": "p:t", "operator": "op", "company": "co", "nation": ""}


def actors() -> dict[str, Actor]:
    held = {
        code: Actor("moi", "", (Holding(code, Scope(kind.scope, CODES[kind.scope])),))
        for code, kind in role_kinds().items()
    }
    return {"visitor": VISITOR, "no role": Actor("moi"), "host": host(), **held}


def test_every_action_against_every_role(snapshot):
    """`own`: on what the role is held; `all`: on another region's too; `(outline)`: no content."""
    matrix = {}
    for action, right in sorted(rights().rights.items()):
        found = {}
        for who, actor in actors().items():
            here = rights().decide(actor, action, OWN)
            there = rights().decide(actor, action, OTHER)
            if here or there:
                assert here, (action, who)
                outline = " (outline)" if here.outline else ""
                found[who] = ("all" if there else "own") + outline
        matrix[f"{action}{' (writes)' if right.writes else ''}"] = found
    assert matrix == snapshot


@pytest.mark.parametrize("kind", [ScopeKind.REGION, ScopeKind.TERRITORY])
def test_who_looks_as_another_writes_nothing_at_all(kind):
    for who, actor in actors().items():
        seen = Actor(actor.reference, "", actor.holdings, seen_by="un autre")
        for action, right in rights().rights.items():
            if right.writes:
                assert rights().decide(seen, action, OWN) is None, (who, action)
