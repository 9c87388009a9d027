"""Keys of the API: what they carry, what they never open, and what is kept of them."""

import datetime as dt
import hmac

import pytest
from django.utils import timezone

from ancrage.journal.models import JournalEntry
from ancrage.journal.policy import NotAllowedError
from ancrage.kernel.rights import host
from ancrage.people.actions.roles import Term, end_role, grant_role
from ancrage.people.actions.tokens import TokenRefusedError, create_token, note_use, revoke_token
from ancrage.people.models import ApiToken, Organisation
from ancrage.people.queries import actor_of, tokens
from ancrage.people.queries.tokens import actor_with, carriable, token_of, tokens_of
from tests.people.country import ARVE, country
from tests.people.world import give, person, sign_in

NOW = timezone.now()
TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _country():
    country()


def as_actor(somebody, **more):
    return actor_of(somebody, on=TODAY, **more)


def made(somebody, *, roles=None, may_write=True, days=30, by=None, **more):
    by = by or as_actor(somebody)
    held = [row.holding.reference for row in carriable(by, on=TODAY)]
    return create_token(
        by=by,
        now=NOW,
        name="Tableur",
        expires_on=TODAY + days * DAY,
        may_write=may_write,
        roles=held if roles is None else roles,
        **more,
    )


def me(client, key):
    return client.get("/api/v1/me", headers={"Authorization": f"Bearer {key}"})


def test_the_key_is_shown_once_and_only_its_hash_is_kept():
    somebody = person("copilot", code="84")
    told = made(somebody)
    held = ApiToken.objects.get()
    secret = told.key.split("_", 2)[2]
    assert len(secret) >= 40
    kept = str(ApiToken.objects.values().get()) + str(list(JournalEntry.objects.values()))
    assert secret not in kept
    assert held.secret_hash != secret
    entry = JournalEntry.objects.last()
    assert (entry.kind, entry.reference) == ("token", held.reference)
    assert "Tableur" not in str(entry.change)


def test_the_api_knows_who_comes_with_a_key(client):
    somebody = person("copilot", code="84")
    told = me(client, made(somebody).key).json()
    assert told["reference"] == somebody.reference
    assert told["roles"][0]["scope_code"] == "84"
    assert told["may_write"] is True


@pytest.mark.parametrize(
    "written",
    ["", "Bearer", "Bearer ", "Basic abc", "Bearer abc", "Bearer ancrage_abc_def", "Bearer é"],
)
def test_without_a_good_key_one_is_a_visitor(client, written):
    answer = client.get("/api/v1/me", headers={"Authorization": written})
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Bearer"
    assert answer["Content-Type"].startswith("application/problem+json")


def test_any_change_to_a_key_closes_it(client):
    key = made(person()).key
    for place in range(0, len(key), 7):
        other = "x" if key[place] != "x" else "y"
        assert me(client, key[:place] + other + key[place + 1 :]).status_code == 401
    assert me(client, key + "x").status_code == 401
    assert me(client, key[:-1]).status_code == 401
    assert me(client, key).status_code == 200


def test_secrets_are_compared_in_constant_time(monkeypatch):
    """A key that nobody has is compared as long as another."""
    compared, compare = [], hmac.compare_digest
    monkeypatch.setattr(
        tokens.hmac, "compare_digest", lambda a, b: compared.append((a, b)) or compare(a, b)
    )
    key = made(person()).key
    assert token_of(key, on=TODAY)
    assert token_of("ancrage_000000000000_zzz", on=TODAY) is None
    assert token_of("nonsense", on=TODAY) is None
    assert len(compared) == 3
    assert {len(one) for pair in compared for one in pair} == {64}


def test_a_session_is_no_right_on_the_api(client):
    sign_in(client, person("national"))
    assert client.get("/api/v1/me").status_code == 401


def test_it_opens_nothing_once_expired_revoked_or_its_person_gone(client):
    somebody = person()
    told = made(somebody, days=0)
    assert token_of(told.key, on=TODAY)
    assert token_of(told.key, on=TODAY + DAY) is None
    revoke_token(by=as_actor(somebody), now=NOW, token=told.token)
    assert me(client, told.key).status_code == 401
    other = made(somebody)
    somebody.is_active = False
    somebody.save()
    assert me(client, other.key).status_code == 401


def test_it_never_opens_more_than_its_person_may_at_that_moment():
    somebody = person("copilot", code="84")
    told = made(somebody)
    assert actor_with(told.token, on=TODAY).roles >= {"copilot"}
    give(somebody, "copilot", "28")
    assert {h.scope.code for h in actor_with(told.token, on=TODAY).holdings} == {"84"}
    end_role(
        by=host(),
        now=NOW,
        holding=somebody.holdings.first(),
        last_day=TODAY - DAY,
        reason="Fin.",
    )
    assert actor_with(told.token, on=TODAY).holdings == ()


def test_it_carries_only_the_roles_chosen_and_only_one_s_own():
    somebody, other = person("copilot", code="84"), person("national")
    give(somebody, "copilot", "28")
    second = somebody.holdings.last()
    told = made(somebody, roles=[second.reference])
    assert [h.scope.code for h in actor_with(told.token, on=TODAY).holdings] == ["28"]
    for theirs in (other.holdings.get().reference, "0" * 32):
        with pytest.raises(TokenRefusedError, match="vos rôles"):
            made(somebody, roles=[theirs])
    assert actor_with(made(somebody, roles=[]).token, on=TODAY).holdings == ()


def test_a_key_makes_no_key_that_carries_more():
    somebody = person("copilot", code="84")
    give(somebody, "copilot", "28")
    first, second = somebody.holdings.all()
    narrow = actor_with(made(somebody, roles=[first.reference]).token, on=TODAY)
    with pytest.raises(TokenRefusedError):
        made(somebody, by=narrow, roles=[second.reference])
    assert made(somebody, by=narrow, roles=[first.reference])
    reader = actor_with(made(somebody, may_write=False).token, on=TODAY)
    with pytest.raises(NotAllowedError):
        made(somebody, by=reader)


def test_a_key_that_reads_only_changes_nothing(client):
    copilot, somebody = person("copilot", code="84"), person()
    body = {"role": "elected_lead", "scope": "arve", "since": str(TODAY)}
    give(somebody, "project_manager", "essai:t1")
    path = f"/api/v1/people/{somebody.reference}/roles"

    def posted(key):
        headers = {"Authorization": f"Bearer {key}"}
        return client.post(path, body, content_type="application/json", headers=headers)

    reader = made(copilot, may_write=False).key
    assert me(client, reader).status_code == 200
    assert posted(reader).status_code == 404
    with pytest.raises(NotAllowedError):
        grant_role(
            by=actor_with(ApiToken.objects.first(), on=TODAY),
            now=NOW,
            person=somebody,
            role="elected_lead",
            scope=ARVE,
            term=Term(TODAY),
        )
    assert somebody.holdings.count() == 1
    writer = made(copilot).key
    assert posted(writer).status_code == 200


def test_who_looks_as_another_makes_no_key():
    with pytest.raises(NotAllowedError):
        made(person(), by=as_actor(person(), seen_by="x"))


@pytest.mark.parametrize(("days", "said"), [(-1, "passé"), (367, "jours au plus")])
def test_a_key_has_an_end_that_is_not_far(days, said):
    with pytest.raises(TokenRefusedError, match=said):
        made(person(), days=days)


def test_its_last_use_is_noted_once_a_minute_and_leaves_no_entry(client):
    told = made(person())
    entries = JournalEntry.objects.count()
    start = timezone.now()
    note_use(token=told.token, now=start)
    for seconds, noted in ((20, start), (59, start), (60, start + dt.timedelta(seconds=60))):
        held = ApiToken.objects.get()
        note_use(token=held, now=start + dt.timedelta(seconds=seconds))
        held.refresh_from_db()
        assert held.last_used_at == noted
    note_use(token=told.token, now=start + dt.timedelta(seconds=70))
    assert ApiToken.objects.get().last_used_at == start + dt.timedelta(seconds=60)
    assert JournalEntry.objects.count() == entries


def test_an_organisation_s_key_carries_its_roles_and_is_revoked_by_its_people():
    operator = Organisation.objects.get(code="bpifrance")
    maker = person("referent", code="bpifrance", organisation=operator)
    colleague = person("referent", code="bpifrance", organisation=operator)
    stranger = person("referent", code="bpifrance")
    told = made(maker, organisation=operator)
    names = {one: len(tokens_of(as_actor(one), now=NOW)) for one in (maker, colleague, stranger)}
    assert names == {maker: 1, colleague: 1, stranger: 0}
    with pytest.raises(NotAllowedError):
        revoke_token(by=as_actor(stranger), now=NOW, token=told.token)
    revoke_token(by=as_actor(colleague), now=NOW, token=told.token)
    assert token_of(told.key, on=TODAY) is None


def test_an_organisation_s_key_carries_no_other_role():
    operator = Organisation.objects.get(code="bpifrance")
    maker = person("referent", code="bpifrance", organisation=operator)
    give(maker, "copilot", "84")
    with pytest.raises(TokenRefusedError, match="Bpifrance"):
        made(maker, organisation=operator)
    with pytest.raises(TokenRefusedError, match="au nom de cette organisation"):
        made(person("copilot", code="84"), organisation=operator)


def test_an_administrator_sees_and_revokes_every_key_and_nobody_else_s_does():
    told = made(person("copilot", code="84"))
    for role in ("national", "auditor", "copilot", ""):
        other = person(role, code="84" if role == "copilot" else "")
        assert tokens_of(as_actor(other), now=NOW) == []
        with pytest.raises(NotAllowedError):
            revoke_token(by=as_actor(other), now=NOW, token=told.token)
    administrator = as_actor(person("administrator"))
    assert len(tokens_of(administrator, now=NOW)) == 1
    revoke_token(by=administrator, now=NOW, token=told.token)


def test_revoking_twice_is_revoking_once():
    somebody = person()
    told = made(somebody)
    for _ in range(2):
        revoke_token(by=as_actor(somebody), now=NOW, token=told.token)
    assert JournalEntry.objects.filter(command="people.revoke_token").count() == 1


# On the page


def test_a_key_is_made_shown_and_revoked_on_the_page(client):
    somebody = person("copilot", code="84")
    sign_in(client, somebody)
    page = client.get("/mes-jetons/nouveau/").content.decode()
    assert "copilote régional, Auvergne-Rhône-Alpes" in page
    form = {
        "name": "Tableur",
        "expires_on": str(TODAY + 9 * DAY),
        "may_write": "lire",
        "roles": [somebody.holdings.get().reference],
    }
    answer = client.post("/mes-jetons/nouveau/", form)
    html = answer.content.decode()
    assert "il ne sera plus jamais montré" in html
    assert answer["Cache-Control"] == "no-store"
    held = ApiToken.objects.get()
    assert f"ancrage_{held.reference}_" in html
    assert not held.may_write
    again = client.get("/mes-jetons/").content.decode()
    assert f"ancrage_{held.reference}_" not in again
    assert "Jamais utilisé" in again
    client.post(f"/mes-jetons/{held.reference}/revoquer/")
    assert "révoqué" in client.get("/mes-jetons/").content.decode()


def test_faults_are_told_beside_the_form(client):
    sign_in(client, person())
    form = {"name": "Tableur", "expires_on": str(TODAY - DAY), "may_write": "lire"}
    answer = client.post("/mes-jetons/nouveau/", form)
    assert answer.status_code == 422
    assert "Le dernier jour est passé" in answer.content.decode()


def test_another_s_key_is_not_there(client):
    told = made(person())
    sign_in(client, person())
    path = f"/mes-jetons/{told.token.reference}/revoquer/"
    assert client.post(path).status_code == 404
    assert client.post("/mes-jetons/000000000000/revoquer/").status_code == 404
