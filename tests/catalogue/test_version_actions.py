"""Writing a version: begun as a copy, written, published from a day on; never overwritten."""

import datetime as dt

import pytest

from ancrage.catalogue.actions.versions import (
    StaleVersionError,
    VersionRefusedError,
    abandon_version,
    publish_version,
    remove_measure,
    write_measure,
    write_version,
)
from ancrage.catalogue.models import BasketVersion
from ancrage.catalogue.queries import basket, basket_at, shipped_versions, versions
from ancrage.catalogue.queries.drafts import differences, drafts_visible_to, find_draft
from ancrage.catalogue.queries.stored import basket_of
from ancrage.catalogue.rules.reading import BasketRefusedError
from ancrage.journal.models import JournalEntry
from ancrage.journal.policy import NotAllowedError
from ancrage.kernel.rights import VISITOR
from ancrage.kernel.workflow import StepRefusedError
from tests.catalogue.world import (
    HOST,
    NATIONAL,
    NEXT_YEAR,
    NOW,
    copilot,
    national,
    referent,
    started,
)
from tests.people.world import actor
from tests.together import at_once

pytestmark = pytest.mark.django_db


def put(version: BasketVersion, measure=NATIONAL, by=HOST) -> BasketVersion:
    return write_measure(
        by=by, now=NOW, version=version, revision=version.revision, measure=measure
    )


def published(version: BasketVersion, by=HOST, reason: str = "Nouvelle offre.") -> BasketVersion:
    return publish_version(
        by=by, now=NOW, version=version, revision=version.revision, reason=reason
    )


def test_a_draft_begins_as_a_copy_that_stands_by_itself():
    made = started(national())
    copy, origin = basket_of(made), basket("2023-11")
    assert origin is not None
    assert copy.measures == origin.measures
    assert copy.priorities == origin.priorities
    assert {"needs", "operators", "sources"} <= made.document.keys()
    assert differences(made).count == 0
    entry = JournalEntry.objects.get(command="catalogue.start")
    assert entry.reference == "2027-01"
    assert basket("2027-01") is None


def test_a_draft_changes_nothing_in_force_until_it_is_published():
    made = put(started())
    assert basket_at(NEXT_YEAR).code == "2023-11"
    published(made)
    assert basket_at(NEXT_YEAR).code == "2027-01"
    assert "guichet" in basket_at(NEXT_YEAR).measures
    assert basket_at(NEXT_YEAR - dt.timedelta(days=1)).code == "2023-11"
    before = basket("2023-11")
    assert before is not None
    assert before.valid_to == dt.date(2026, 12, 31)
    assert [held.code for held in versions()][-1] == "2027-01"


def test_publishing_says_who_why_and_what():
    by = national()
    made = published(put(started(by), by=by), by=by)
    assert (made.published_by, made.reason) == (by.reference, "Nouvelle offre.")
    entry = JournalEntry.objects.get(command="catalogue.publish")
    assert entry.change["after"]["added"] == ["guichet"]
    assert entry.change["details"]["reason"] == "Nouvelle offre."


def test_writing_leaves_what_was_and_what_is():
    made = put(started())
    put(made, {**NATIONAL, "brings": "Une adresse et un nom."})
    last = JournalEntry.objects.filter(command="catalogue.write").order_by("-pk").first()
    assert last is not None
    assert last.change["before"]["guichet"]["brings"] == "Une seule adresse."
    assert last.change["after"]["guichet"]["brings"] == "Une adresse et un nom."


def test_writing_the_same_leaves_nothing():
    made = put(started())
    assert put(made).revision == made.revision
    assert JournalEntry.objects.filter(command="catalogue.write").count() == 1


def test_a_measure_is_replaced_in_its_place_and_removed():
    made = started()
    vte = {**made.document["measures"][0], "name": "VTE, autrement"}
    made = put(made, vte)
    assert made.document["measures"][0]["name"] == "VTE, autrement"
    made = remove_measure(by=HOST, now=NOW, version=made, revision=made.revision, code="vte")
    assert [m.code for m in differences(made).removed] == ["vte"]
    with pytest.raises(VersionRefusedError, match="pas de mesure"):
        remove_measure(by=HOST, now=NOW, version=made, revision=made.revision, code="vte")


def test_a_document_is_refused_with_every_fault_and_nothing_is_kept():
    made = started()
    document = {**made.document, "measures": [{"code": "x", "days": -1, "colour": "bleu"}]}
    with pytest.raises(BasketRefusedError) as refused:
        write_version(by=HOST, now=NOW, version=made, revision=1, document=document)
    assert len(refused.value.faults) == 2
    made.refresh_from_db()
    assert made.revision == 1


def test_a_document_cannot_take_another_code():
    made = started()
    document = {**made.document, "code": "2018-11", "title": "Autre titre"}
    made = write_version(by=HOST, now=NOW, version=made, revision=1, document=document)
    assert made.document["code"] == "2027-01"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"origin": "rien"}, "Aucune version ne porte le code"),
        ({"code": "2018-11"}, "Une version porte déjà le code"),
    ],
)
def test_what_cannot_be_begun(changes, said):
    with pytest.raises(VersionRefusedError, match=said):
        started(**changes)


def test_a_code_is_taken_once():
    started()
    with pytest.raises(VersionRefusedError, match="porte déjà le code"):
        started()


def test_history_is_not_rewritten():
    made = put(started(valid_from=dt.date(2020, 1, 1)))
    with pytest.raises(StepRefusedError, match="entre déjà en vigueur"):
        published(made)


def test_nothing_changed_or_no_reason_and_nothing_is_published():
    made = started()
    with pytest.raises(StepRefusedError, match="Rien n’a changé"):
        published(made)
    with pytest.raises(StepRefusedError, match="Donnez la raison"):
        published(put(made), reason=" ")


def test_a_published_version_never_changes_again():
    made = published(put(started()))
    with pytest.raises(StepRefusedError, match="publiée"):
        put(made, {**NATIONAL, "name": "Autre"})
    with pytest.raises(StepRefusedError):
        abandon_version(by=HOST, now=NOW, version=made, revision=made.revision, reason="Non.")


def test_an_abandoned_draft_stays_to_be_read():
    made = started()
    made = abandon_version(by=HOST, now=NOW, version=made, revision=1, reason="Trop tôt.")
    assert made.state == "abandoned"
    assert find_draft(national(), "2027-01") == made
    with pytest.raises(StepRefusedError, match="abandonnée"):
        put(made)


def test_a_version_may_be_made_from_one_that_was_published():
    published(put(started()))
    made = started(code="2028-01", origin="2027-01", valid_from=dt.date(2028, 1, 1))
    assert "guichet" in basket_of(made).measures


@pytest.mark.parametrize("who", ["copilot", "referent", "auditor", "visitor"])
def test_only_the_national_team_writes(who):
    acting = {
        "copilot": copilot,
        "referent": referent,
        "auditor": lambda: actor("auditor"),
        "visitor": lambda: VISITOR,
    }[who]()
    with pytest.raises(NotAllowedError):
        started(acting)
    made = started()
    for act in (put, published):
        with pytest.raises(NotAllowedError):
            act(made, by=acting)
    assert drafts_visible_to(acting).exists() == (who == "auditor")


def test_a_stale_revision_is_refused():
    made = started()
    put(made)
    with pytest.raises(StaleVersionError, match="entre-temps"):
        put(made, {**NATIONAL, "code": "autre"})


@pytest.mark.django_db(transaction=True)
def test_two_at_once_and_nothing_is_lost_silently():
    made = started()
    found = at_once(
        lambda: put(made, {**NATIONAL, "code": "un"}),
        lambda: put(made, {**NATIONAL, "code": "deux"}),
        refusals=ValueError,
    )
    assert sum(isinstance(one, StaleVersionError) for one in found) == 1
    made.refresh_from_db()
    assert made.revision == 2


@pytest.mark.parametrize("code", [held.code for held in shipped_versions()])
def test_what_is_exported_is_read_in_again(code):
    from ancrage.catalogue.documents import version_document  # noqa: PLC0415

    origin = basket(code)
    assert origin is not None
    made = started(origin=code)
    document = version_document(origin)
    heads = {"title": made.title, "valid_from": NEXT_YEAR.isoformat()}
    write_version(by=HOST, now=NOW, version=made, revision=1, document={**document, **heads})
    made.refresh_from_db()
    assert basket_of(made).measures == origin.measures
