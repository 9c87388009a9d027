"""Writing a sheet, deciding on it, following it: done, forbidden, too late, told to the journal."""

import datetime as dt
import uuid

import pytest

from ancrage.inbox.models import Item
from ancrage.journal.models import JournalEntry
from ancrage.journal.policy import NotAllowedError
from ancrage.kernel.problems import InputRefused
from ancrage.kernel.workflow import StepRefusedError
from ancrage.people.actions.accounts import AccountRefusedError
from ancrage.people.models import Person, new_reference
from ancrage.roadmaps.actions.following import (
    Progress,
    call_reports,
    comment_sheet,
    report_progress,
    resolve_comment,
    share_sheet,
    unshare_sheet,
)
from ancrage.roadmaps.actions.money import declare_funding, reverse_funding
from ancrage.roadmaps.actions.parts import SheetRefusedError
from ancrage.roadmaps.actions.roadmaps import write_roadmap
from ancrage.roadmaps.actions.steps import decide_sheet, lead_sheet, submit_sheet
from ancrage.roadmaps.actions.writing import (
    copy_sheet,
    delete_sheet,
    reserve_sheet,
    restore_sheet,
    start_sheet,
    undo_revision,
    write_sheet,
)
from ancrage.roadmaps.documents import share_documents
from ancrage.roadmaps.models import ActionSheet
from ancrage.roadmaps.queries.sheets import content_at, find_sheet, plan_of_sheet, visible_to
from tests.roadmaps.world import (
    ARVE,
    LOIRE,
    NOW,
    TODAY,
    again,
    asked,
    begun,
    running,
    submitted,
    validated,
)


def write(world, sheet, who="manager", revision=None, **values):
    wins = values.pop("mine_wins", ())
    return write_sheet(
        by=world.actor(who),
        now=NOW,
        sheet=sheet,
        revision=revision or sheet.revision,
        values={path.replace("__", "."): value for path, value in values.items()},
        mine_wins=wins,
    )


def test_a_sheet_begins_with_a_title(world):
    made = start_sheet(
        by=world.actor("elected"), now=NOW, scope=ARVE, values={"title": "  Un   atelier "}
    )
    assert made.title == "Un atelier"
    assert made.state == "idea"
    assert JournalEntry.objects.latest("number").command == "roadmaps.start"
    with pytest.raises(SheetRefusedError, match="intitulé"):
        start_sheet(by=world.actor("elected"), now=NOW, scope=ARVE, values={"need": "innover"})
    with pytest.raises(NotAllowedError):
        start_sheet(by=world.actor("elected"), now=NOW, scope=LOIRE, values={"title": "Là-bas"})


def test_every_fault_is_told_at_once_and_nothing_is_written(world):
    sheet = begun(world)
    with pytest.raises(InputRefused) as refused:
        write(world, sheet, owner_siret="123", starts="bientôt", rien="x", title="Neuf")
    assert {problem.column for problem in refused.value.problems} == {
        "SIRET du porteur",
        "Début",
        "rien",
    }
    assert again(sheet).title == sheet.title


def test_two_fields_written_at_once_are_both_kept(world):
    sheet = begun(world)
    write(world, sheet, who="elected", context="Le contexte")
    done = write(world, sheet, revision=sheet.revision, risks="Un risque")
    assert done.conflicts == ()
    held = again(sheet)
    assert (held.content["context"], held.content["risks"]) == ("Le contexte", "Un risque")


def test_the_same_field_written_at_once_is_told_not_lost(world):
    sheet = begun(world)
    write(world, sheet, who="elected", context="Le leur")
    done = write(world, sheet, revision=sheet.revision, context="Le mien")
    (conflict,) = done.conflicts
    assert (conflict.path, conflict.theirs, conflict.mine) == ("context", "Le leur", "Le mien")
    assert again(sheet).content["context"] == "Le leur"
    write(world, sheet, revision=sheet.revision, context="Les deux", mine_wins={"context"})
    assert again(sheet).content["context"] == "Les deux"


def test_what_was_written_can_be_undone_and_read_again(world):
    sheet = begun(world)
    done = write(world, sheet, context="Une bêtise", milestones__m1__title="Autre").sheet
    assert content_at(done, 1)["milestones"]["m1"]["title"] == "Permis déposé"
    back = undo_revision(by=world.actor("manager"), now=NOW, sheet=done, number=done.revision)
    assert "context" not in back.content
    assert back.content["milestones"]["m1"]["title"] == "Permis déposé"


def test_a_sheet_is_copied_without_its_past(world):
    sheet = running(world)
    made = copy_sheet(by=world.actor("other"), now=NOW, sheet=sheet, scope=LOIRE)
    assert made.title == f"Copie de {sheet.title}"
    assert made.reference == ""
    assert made.scope == LOIRE
    assert made.state == "idea"


def test_what_one_does_not_read_is_not_copied(world):
    """Whoever may begin sheets elsewhere sees no word of this one through a copy."""
    for sheet in (begun(world), submitted(world), running(world, private=True)):
        with pytest.raises(SheetRefusedError, match="lire"):
            copy_sheet(by=world.actor("other"), now=NOW, sheet=sheet, scope=LOIRE)
    with pytest.raises(NotAllowedError):
        copy_sheet(by=world.actor("auditor"), now=NOW, sheet=sheet, scope=ARVE)
    thrown = delete_sheet(by=world.actor("manager"), now=NOW, sheet=begun(world))
    with pytest.raises(SheetRefusedError, match="lire"):
        copy_sheet(by=world.actor("manager"), now=NOW, sheet=thrown, scope=ARVE)


def test_a_deleted_sheet_comes_back_and_a_validated_one_is_not_deleted(world):
    sheet = begun(world)
    delete_sheet(by=world.actor("manager"), now=NOW, sheet=sheet)
    assert find_sheet(world.actor("manager"), sheet.code) is None
    with pytest.raises(SheetRefusedError, match="corbeille"):
        write(world, sheet, context="Trop tard")
    restore_sheet(by=world.actor("manager"), now=NOW, sheet=sheet)
    assert find_sheet(world.actor("manager"), sheet.code).content == sheet.content
    with pytest.raises(SheetRefusedError, match="validée"):
        delete_sheet(by=world.actor("manager"), now=NOW, sheet=validated(world, title="Autre"))


def test_the_committee_sees_a_whole_sheet_and_a_balanced_plan(world):
    sheet = begun(world, objectives="")
    with pytest.raises(StepRefusedError, match="Objectifs"):
        submit_sheet(by=world.actor("elected"), now=NOW, sheet=sheet)
    write(world, sheet, objectives="Dits")
    with pytest.raises(StepRefusedError, match="équilibré"):
        submit_sheet(by=world.actor("elected"), now=NOW, sheet=again(sheet))
    declare_funding(by=world.actor("manager"), now=NOW, sheet=sheet, declared=asked())
    assert submit_sheet(by=world.actor("elected"), now=NOW, sheet=again(sheet)).state == "submitted"
    with pytest.raises(NotAllowedError):
        decide_sheet(by=world.actor("elected"), now=NOW, sheet=sheet, verb="validate")


def test_what_is_validated_is_frozen_and_a_change_makes_a_new_version(world):
    sheet = running(world)
    assert sheet.version == 1
    with pytest.raises(StepRefusedError, match="Rien n’a changé"):
        submit_sheet(by=world.actor("elected"), now=NOW, sheet=sheet, verb="revise")
    write(world, sheet, title="Un atelier plus grand")
    held = again(sheet)
    assert held.versions.get().content["title"] == "Ouvrir un atelier partagé"
    submit_sheet(by=world.actor("elected"), now=NOW, sheet=held, verb="revise")
    write(world, held, title="Écrit après la soumission")
    accepted = decide_sheet(
        by=world.actor("secretariat"), now=NOW, sheet=again(held), verb="accept"
    )
    assert accepted.version == 2
    assert accepted.versions.first().content["title"] == "Un atelier plus grand"
    assert accepted.state == "running"


def test_money_is_added_and_reversed_never_changed(world):
    sheet = begun(world)
    entry = declare_funding(by=world.actor("manager"), now=NOW, sheet=sheet, declared=asked())
    assert again(sheet).asked == 60_000_00
    assert plan_of_sheet(again(sheet)).is_balanced
    with pytest.raises(SheetRefusedError, match="pourquoi"):
        reverse_funding(by=world.actor("manager"), now=NOW, entry=entry, reason=" ")
    reverse_funding(by=world.actor("manager"), now=NOW, entry=entry, reason="Erreur de saisie")
    assert again(sheet).asked is None
    assert sheet.funding.count() == 2
    with pytest.raises(SheetRefusedError, match="déjà annulée"):
        reverse_funding(by=world.actor("manager"), now=NOW, entry=entry, reason="Encore")
    with pytest.raises(InputRefused):
        declare_funding(
            by=world.actor("manager"), now=NOW, sheet=sheet, declared=asked(cents=-1, source="")
        )


def test_a_reserved_sheet_is_its_tandem_s_until_it_is_submitted(world):
    sheet = begun(world, private=True)
    readers = {"elected", "manager"}
    everybody = set(world.people)
    found = {who for who in everybody if find_sheet(world.actor(who), sheet.code)}
    assert found == readers
    declare_funding(by=world.actor("manager"), now=NOW, sheet=sheet, declared=asked())
    submit_sheet(by=world.actor("elected"), now=NOW, sheet=again(sheet))
    found = {who for who in everybody if find_sheet(world.actor(who), sheet.code)}
    assert found == readers | {"copilot", "prefecture", "secretariat", "national", "auditor"}
    decide_sheet(by=world.actor("secretariat"), now=NOW, sheet=again(sheet), verb="validate")
    assert find_sheet(world.actor("stranger"), sheet.code) is None
    reserve_sheet(by=world.actor("elected"), now=NOW, sheet=again(sheet), is_private=False)
    assert find_sheet(world.actor("stranger"), sheet.code) is not None


def test_an_operator_reads_what_calls_upon_it(world):
    sheet = submitted(world, operators=["bpifrance"])
    assert find_sheet(world.actor("referent"), sheet.code) is not None
    other = submitted(world, title="Sans elle")
    assert find_sheet(world.actor("referent"), other.code) is None


def give(world, sheet, email: str):
    return share_sheet(by=world.actor("elected"), now=NOW, sheet=sheet, email=email)


def test_a_sheet_is_given_to_one_person_alone(world):
    sheet, other = begun(world), begun(world, title="Une autre")
    give(world, sheet, world.people["owner"].email)
    assert [one.code for one in visible_to(world.actor("owner"))] == [sheet.code]
    assert write(world, sheet, who="owner", context="Du porteur").sheet.revision == 2
    with pytest.raises(NotAllowedError):
        write(world, other, who="owner", context="Non")
    reference = world.people["owner"].reference
    unshare_sheet(by=world.actor("elected"), now=NOW, sheet=sheet, person=reference)
    assert not visible_to(world.actor("owner")).exists()


def test_giving_a_sheet_does_not_tell_who_has_an_account(world):
    """The same answer, the same trace and the same look, at an address of nobody's."""
    sheet = begun(world)
    addresses = (world.people["owner"].email, "personne@essai.example")
    known, unknown = (give(world, sheet, address) for address in addresses)
    for made, address in ((known, addresses[0]), (unknown, addresses[1])):
        assert give(world, sheet, address.upper()) == made
        assert uuid.UUID(made.person).version == uuid.UUID(new_reference()).version
        told = Item.objects.get(cause=f"roadmaps:{sheet.code}:share:{made.pk}")
        assert [one.reference for one in told.addressees.all()] == [made.person]
    assert unknown.person not in {person.reference for person in Person.objects.all()}
    told = share_documents(again(sheet))
    assert [one["name"] for one in told] == ["", ""]
    write(world, sheet, who="owner", context="Du porteur")
    assert {one["name"] for one in share_documents(again(sheet))} == {
        world.people["owner"].name,
        "",
    }
    with pytest.raises(AccountRefusedError, match="adresse électronique"):
        give(world, sheet, "pas une adresse")


def test_a_remark_is_resolved_by_the_other_party(world):
    sheet = submitted(world)
    remark = comment_sheet(
        by=world.actor("copilot"), now=NOW, sheet=sheet, field="total_cost", text="Hors taxes ?"
    )
    with pytest.raises(SheetRefusedError, match="l’autre partie"):
        resolve_comment(by=world.actor("secretariat"), now=NOW, comment=remark)
    done = resolve_comment(by=world.actor("manager"), now=NOW, comment=remark, answer="Oui.")
    assert done.resolved_by == world.people["manager"].reference


def test_a_report_ticks_milestones_and_says_why(world):
    sheet = running(world)
    with pytest.raises(SheetRefusedError, match="pas vert"):
        report_progress(by=world.actor("manager"), now=NOW, sheet=sheet, progress=Progress("red"))
    progress = Progress("amber", "Un mois de retard", "Le permis est déposé.", ("m1",))
    report_progress(by=world.actor("manager"), now=NOW, sheet=sheet, progress=progress)
    held = again(sheet)
    assert held.light == "amber"
    assert held.content["milestones"]["m1"]["done"] == TODAY.isoformat()
    assert held.next_due.isoformat() == "2028-09-30"
    with pytest.raises(SheetRefusedError, match="validée"):
        report_progress(
            by=world.actor("manager"), now=NOW, sheet=begun(world), progress=Progress("green")
        )


def test_reports_are_asked_before_a_committee(world):
    sheet = running(world)
    day = TODAY.replace(month=12)
    assert call_reports(
        by=world.actor("secretariat"), now=NOW, roadmap=sheet.roadmap, committee_on=day
    )
    with pytest.raises(SheetRefusedError, match="à venir"):
        call_reports(
            by=world.actor("secretariat"), now=NOW, roadmap=sheet.roadmap, committee_on=TODAY
        )


def test_what_was_told_shortly_before_the_committee_is_not_asked_again(world):
    sheet = running(world)
    report_progress(by=world.actor("manager"), now=NOW, sheet=sheet, progress=Progress("green"))

    def asked_before(days: int) -> int:
        day = TODAY + dt.timedelta(days=days)
        by = world.actor("secretariat")
        return call_reports(by=by, now=NOW, roadmap=sheet.roadmap, committee_on=day)

    assert asked_before(21) == 0
    assert not Item.objects.filter(cause=f"roadmaps:{sheet.code}:report", settled_at=None)
    assert asked_before(22) == 1
    (item,) = Item.objects.filter(cause=f"roadmaps:{sheet.code}:report", settled_at=None)
    assert (item.url_name, item.due) == ("sheet_report", TODAY + dt.timedelta(days=22))
    report_progress(by=world.actor("manager"), now=NOW, sheet=sheet, progress=Progress("green"))
    assert not Item.objects.filter(cause=item.cause, settled_at=None)


def test_an_action_is_closed_once_its_results_are_told(world):
    sheet = running(world)
    done = lead_sheet(by=world.actor("manager"), now=NOW, sheet=sheet, verb="finish")
    with pytest.raises(StepRefusedError, match="réalisé"):
        lead_sheet(by=world.actor("manager"), now=NOW, sheet=done, verb="close")
    write(world, again(done), indicators__i1__observed="9")
    assert lead_sheet(
        by=world.actor("manager"), now=NOW, sheet=again(done), verb="close"
    ).state == ("closed")


def test_a_roadmap_is_written_once_at_a_time(world):
    def write_axes(revision, *titles):
        return write_roadmap(
            by=world.actor("elected"),
            now=NOW,
            scope=ARVE,
            revision=revision,
            strategy="Former",
            axes=[{"title": title, "need": "innover"} for title in titles],
        )

    held = write_axes(0, "Un", "Deux")
    assert [axis["code"] for axis in held.axes] == ["1", "2"]
    with pytest.raises(SheetRefusedError, match="pendant que vous écriviez"):
        write_axes(held.revision - 1, "Trois")


def test_nobody_is_given_what_no_line_gives(world):
    sheet = begun(world)
    for who in ("copilot", "national", "auditor", "referent", "stranger", "far"):
        with pytest.raises(NotAllowedError):
            write(world, sheet, who=who, context="Non")
    assert ActionSheet.objects.get().revision == 1
