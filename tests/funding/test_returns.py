"""Returns: asked for, prefilled from the ledger, checked, certified, reopened; what is late."""

import datetime as dt
from dataclasses import replace

import pytest

from ancrage.funding.actions.returns import (
    ReturnRefusedError,
    certify_return,
    figures_mark,
    open_returns,
    reopen_return,
    version_digest,
    write_return,
)
from ancrage.funding.models import Return, ReturnVersion
from ancrage.funding.queries.returns import (
    certifies,
    figures_of,
    findings_of,
    frozen,
    half_of_return,
    return_rows,
)
from ancrage.funding.return_papers import return_paper, sentence
from ancrage.funding.rules.halves import Half
from ancrage.funding.rules.returns import CHECK, document
from ancrage.inbox.models import Item
from ancrage.journal.models import JournalEntry
from ancrage.journal.policy import NotAllowedError
from ancrage.kernel.workflow import StepRefusedError
from tests.funding.matching_world import granted, waiting
from tests.funding.world import (
    HOST,
    MEASURE,
    NOW,
    OPERATOR,
    TODAY,
    amount,
    at,
    commitment,
    dossier,
    posted,
)

pytestmark = pytest.mark.django_db
HALF = Half(2024, 1)
CAUSE = f"funding:return:{OPERATOR}:2024-S1"
D = dt.date


@pytest.fixture(autouse=True)
def _world(held):
    """The small country."""


def a_half() -> None:
    """What happened in the first half of 2024: granted inside, outside, refused, pending, paid."""
    one = granted(1_000_00, decided_on=D(2024, 3, 11))
    granted(300_00, territory="", place="outside", decided_on=D(2024, 6, 30))
    dossier(decided_on=D(2024, 4, 1), outcome="refused")
    dossier(measure="", measure_name="")
    dossier(asked_on=D(2023, 12, 31), decided_on=D(2024, 7, 1), outcome="granted")
    dossier(asked_on=D(2024, 7, 1))
    posted(
        amount("ordered", 500_00, D(2024, 4, 1), dossier=one),
        amount("paid", 400_00, D(2024, 4, 2), dossier=one),
        amount("recovered", 50_00, D(2024, 5, 2), dossier=one),
        amount("decommitted", 100_00, D(2024, 6, 30), dossier=one),
        amount("paid", 10_00, D(2024, 7, 1), dossier=one),
    )
    waiting(20_00, on=D(2024, 6, 30))
    waiting(20_00, on=D(2024, 7, 1))


def opened(half: Half = HALF) -> Return:
    open_returns(by=HOST, now=NOW, half=half)
    return Return.objects.get(financer=OPERATOR, half=half.code)


def certified(held: Return, who, *, now=NOW, mark: str | None = None) -> ReturnVersion:
    told = document(figures_of(OPERATOR, half_of_return(held), on=now.date()))
    mark = figures_mark(told) if mark is None else mark
    return certify_return(by=who, now=now, held=held, certified_as="Directrice", mark=mark)


def explained(held: Return, **codes: str) -> Return:
    comments = {f"{CHECK}{code}": text for code, text in codes.items()}
    return write_return(by=HOST, now=NOW, held=held, comments=comments)


def test_a_return_is_prefilled_from_the_ledger():
    a_half()
    found = figures_of(OPERATOR, HALF, on=TODAY)
    whole = found.whole
    assert (whole.received, whole.granted_files, whole.refused_files) == (4, 2, 1)
    assert whole.pending == 2
    assert (whole.granted, whole.granted_inside, whole.granted_outside) == (
        1_200_00,
        900_00,
        300_00,
    )
    assert (whole.ordered, whole.paid, whole.paid_inside, whole.recovered) == (
        500_00,
        350_00,
        350_00,
        50_00,
    )
    assert (whole.median_days, whole.timed) == (31, 3)
    assert (found.unmatched_count, found.unmatched) == (1, 20_00)
    by_measure = {line.measure: line.tally for line in found.lines}
    assert by_measure.keys() == {MEASURE, ""}
    assert by_measure[""].received == 1
    sums = [sum(getattr(t, f) for t in by_measure.values()) for f in ("received", "granted")]
    assert sums == [whole.received, whole.granted]


def test_nothing_is_nothing():
    found = figures_of(OPERATOR, HALF, on=TODAY)
    assert found.is_empty
    assert found.lines == ()


def test_every_financer_is_asked_once_and_told(held):
    a_half()
    made = open_returns(by=held.actor("national"), now=NOW, half=HALF)
    assert [(one.financer, one.due) for one in made] == [(OPERATOR, D(2024, 7, 31))]
    assert open_returns(by=HOST, now=NOW, half=HALF) == []
    item = Item.objects.get(cause=CAUSE, settled_at=None)
    assert (item.due, item.ladder) == (D(2024, 7, 31), "return")
    assert [a.role for a in item.addressees.all()] == ["referent"]
    with pytest.raises(ReturnRefusedError, match="pas fini"):
        open_returns(by=HOST, now=NOW, half=Half(2026, 2))
    with pytest.raises(NotAllowedError):
        open_returns(by=held.actor("referent"), now=NOW, half=HALF)


def test_checks_say_what_is_missing():
    a_half()
    dossier(siret="", number="", outcome="granted", asked_on=D(2024, 2, 1), place="unknown")
    one = opened()
    counts = {
        f.kind.code: (f.count, f.cents)
        for f in findings_of(one, figures_of(OPERATOR, HALF, on=TODAY))
    }
    assert counts == {
        "nil": (0, None),
        "unmatched": (1, 20_00),
        "late": (0, 0),
        "no_siret": (1, None),
        "no_asked": (0, None),
        "no_decided": (1, None),
        "unplaced": (1, None),
        "no_measure": (1, None),
    }


def test_what_is_not_explained_keeps_from_certifying(held):
    a_half()
    one, by = opened(), held.actor("referent")
    with pytest.raises(StepRefusedError, match="Paiements à rattacher"):
        certified(one, by)
    one = explained(one, unmatched="Virement groupé de juin.")
    made = certified(one, by)
    one.refresh_from_db()
    assert (one.state, made.rank, made.certified_name) == ("certified", 1, held.referent.name)
    assert made.digest == version_digest(made)
    assert frozen(made).whole.granted == 1_200_00
    assert not Item.objects.filter(cause=CAUSE, settled_at=None).exists()
    entry = JournalEntry.objects.get(command="funding.certify_return")
    assert held.referent.name not in str(entry.label)
    with pytest.raises(StepRefusedError, match="certifiée"):
        write_return(by=HOST, now=NOW, held=one, comments={"": "Trop tard"})


def test_only_a_named_person_of_the_financer_certifies(held):
    a_half()
    one = explained(opened(), unmatched="Oui.")
    with pytest.raises(ReturnRefusedError, match="personne nommée"):
        certified(one, HOST)
    for who in ("other_referent", "copilot", "auditor", "lead"):
        with pytest.raises(NotAllowedError):
            certified(one, held.actor(who))
    with pytest.raises(ReturnRefusedError, match="au financeur"):
        certified(one, held.actor("national"))
    assert certifies(held.actor("national"), "etat")
    assert certifies(held.actor("copilot"), "region:01")
    assert not certifies(held.actor("copilot"), "region:02")


def test_figures_that_changed_since_they_were_read_are_not_certified(held):
    a_half()
    one = explained(opened(), unmatched="Oui.")
    told = document(figures_of(OPERATOR, HALF, on=TODAY))
    granted(1_00, decided_on=D(2024, 3, 11))
    with pytest.raises(ReturnRefusedError, match="ont changé"):
        certified(one, held.actor("referent"), mark=figures_mark(told))


def test_nil_is_nil_or_it_is_refused(held):
    dossier(asked_on=D(2024, 7, 1))
    one = write_return(by=HOST, now=NOW, held=opened(), comments={}, is_nil=True)
    assert certified(one, held.actor("referent")).is_nil
    a_half()
    two = opened(Half(2024, 2))
    two = write_return(
        by=HOST, now=NOW, held=two, comments={f"{CHECK}unmatched": "Oui."}, is_nil=True
    )
    with pytest.raises(StepRefusedError, match="néant"):
        certified(two, held.actor("referent"))


def test_a_return_is_reopened_with_a_trace_and_both_versions_stay(held):
    a_half()
    by = held.actor("referent")
    one = explained(opened(), unmatched="Oui.")
    first = certified(one, by)
    granted(5_00, decided_on=D(2024, 3, 11))
    with pytest.raises(StepRefusedError, match="raison"):
        reopen_return(by=by, now=at(1), held=one, reason=" ")
    one = reopen_return(by=by, now=at(1), held=one, reason="Un dossier oublié")
    first.refresh_from_db()
    assert (one.state, first.reopened_reason) == ("reopened", "Un dossier oublié")
    assert Item.objects.filter(cause=CAUSE, settled_at=None).exists()
    assert Item.objects.filter(cause=f"{CAUSE}:reopened:1", kind=Item.KNOW).exists()
    second = certified(one, by, now=at(2))
    assert second.rank == 2
    assert frozen(second).whole.granted - frozen(first).whole.granted == 5_00
    assert ReturnVersion.objects.count() == 2
    assert first.digest == version_digest(first) != second.digest


def test_entries_on_a_half_year_already_certified_are_told_in_the_next(held):
    a_half()
    certified(explained(opened(), unmatched="Oui."), held.actor("referent"))
    posted(amount("granted", 7_00, D(2024, 2, 1), dossier=dossier(), commitment=commitment()))
    two = opened(Half(2024, 2))
    ReturnVersion.objects.update(certified_at=at(-1))
    late = {
        f.kind.code: f for f in findings_of(two, figures_of(OPERATOR, Half(2024, 2), on=TODAY))
    }["late"]
    assert late.cents is not None
    assert late.count >= 1
    assert not late.holds


def test_what_is_late_is_told():
    a_half()
    one = opened()
    row = return_rows([one], on=one.due)[0]
    assert not row.is_late
    assert return_rows([one], on=one.due + dt.timedelta(1))[0].is_late


def test_comments_are_kept_one_by_one_and_nobody_s_is_lost():
    a_half()
    one = explained(opened(), unmatched="Oui.")
    two = write_return(by=HOST, now=NOW, held=one, comments={"": "Tout va."}, revision=one.revision)
    assert two.comments == {f"{CHECK}unmatched": "Oui.", "": "Tout va."}
    with pytest.raises(ReturnRefusedError, match="entre-temps"):
        write_return(by=HOST, now=NOW, held=one, comments={"": "x"}, revision=one.revision)
    three = write_return(by=HOST, now=NOW, held=two, comments={"": " "})
    assert three.comments == {f"{CHECK}unmatched": "Oui."}
    assert write_return(by=HOST, now=NOW, held=three, comments={}).revision == three.revision


def test_the_paper_says_who_certified_what(held):
    a_half()
    made = certified(explained(opened(), unmatched="Oui."), held.actor("referent"))
    paper = return_paper(made)
    texts = [getattr(block, "text", "") for block in paper.blocks]
    assert sentence(made) in texts
    assert held.referent.name in sentence(made)
    assert made.digest in sentence(made)
    assert return_paper(made) == paper
    assert replace(paper, title="") != paper
