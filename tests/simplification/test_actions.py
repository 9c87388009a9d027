"""Reports and cases by their commands: what each does, who may, in which state, what is told."""

import datetime as dt

import pytest

from ancrage.files.rules.kinds import FileRefusedError
from ancrage.inbox.models import Item
from ancrage.inbox.queries.lists import inbox_of
from ancrage.journal.models import JournalEntry
from ancrage.journal.policy import NotAllowedError
from ancrage.kernel.problems import InputRefused
from ancrage.kernel.workflow import StepRefusedError
from ancrage.simplification.actions import attachments, cases, effects, questions, reports
from ancrage.simplification.actions.parts import BlockRefusedError, StaleBlockError
from ancrage.simplification.definitions import authorities, parameters_at
from ancrage.simplification.models import BlockReport, Effect, Question
from tests.simplification import world as making
from tests.simplification.world import (
    ARVE,
    HOST,
    LOIRE,
    NORTH,
    NOW,
    PDF,
    PLAIN,
    SOUTH,
    TODAY,
    fresh,
)


def waiting(world, who: str) -> set[str]:
    """The pages that wait for somebody."""
    return {shown.item.url_name for shown in inbox_of(world.actor(who), now=NOW).waiting}


def known(world, who: str) -> list[str]:
    """What somebody has to know."""
    return [shown.item.title for shown in inbox_of(world.actor(who), now=NOW).unread]


def last_entry() -> JournalEntry:
    return JournalEntry.objects.order_by("-pk").first()


def test_a_report_from_draft_to_reported(world):
    draft = making.drafted(world, title="  Un blocage  ", prevents="")
    assert (draft.number, draft.state, draft.title) == (1, "draft", "Un blocage")
    assert draft.territory_name == "Vallée de l’Arve"
    assert draft.region_codes == {NORTH}
    by = world.actor("elected")
    with pytest.raises(StepRefusedError, match="ce que cela empêche"):
        reports.submit_report(by=by, now=NOW, report=draft)
    kept = reports.save_report(
        by=world.actor("manager"), now=NOW, report=draft, version=1, told=making.told()
    )
    assert kept.version == 2
    with pytest.raises(StaleBlockError):
        reports.save_report(by=by, now=NOW, report=draft, version=1, told=making.told())
    made = reports.submit_report(by=by, now=NOW, report=draft)
    assert (made.state, made.reported_at) == ("reported", NOW)
    assert last_entry().command == "simplification.submit"
    assert waiting(world, "national") == waiting(world, "copilot") == {"block_report"}
    assert waiting(world, "other_copilot") == set()
    with pytest.raises(BlockRefusedError):
        reports.save_report(by=by, now=NOW, report=made, version=3, told=making.told())


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": " "}, "title"),
        ({"need": "rest"}, "need"),
        ({"kind": "magic"}, "kind"),
        ({"url": "https://example.org/texte"}, "url"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"url": "https://www.legifrance.gouv.fr.example.org/x"}, "url"),
        ({"cost_cents": -1}, "cost_cents"),
        ({"delay_days": 10**6}, "delay_days"),
        ({"rule": "x" * 4001}, "rule"),
    ],
)
def test_what_a_report_may_not_say(world, changes, field):
    with pytest.raises(InputRefused) as refusal:
        making.drafted(world, **changes)
    assert {problem.column for problem in refusal.value.problems} == {field}
    assert not BlockReport.objects.exists()


@pytest.mark.parametrize("who", ["other", "far", "national", "copilot", "stranger", "auditor"])
def test_nobody_reports_for_another_s_territory(world, who):
    with pytest.raises(NotAllowedError):
        making.drafted(world, who)


def test_a_company_reports_through_a_territory(world):
    made = making.reported(world, "company", ARVE, company="co")
    assert made.territory == ARVE
    for who in ("elected", "other"):
        with pytest.raises(NotAllowedError):
            reports.withdraw_report(by=world.actor(who), now=NOW, report=made, reason="Non.")
    with pytest.raises(NotAllowedError):
        making.drafted(world, "company", ARVE)
    with pytest.raises(BlockRefusedError):
        making.drafted(world, "company", "essai:nulle-part", company="co")


def test_documents_are_joined_and_taken_out_of_a_draft(world):
    draft, by = making.drafted(world), world.actor("elected")
    told = {"by": by, "now": NOW, "report": draft}
    made = attachments.attach_file(**told, name="devis.pdf", content=PDF)
    assert last_entry().command == "simplification.attach"
    with pytest.raises(FileRefusedError):
        attachments.attach_file(**told, name="devis.exe", content=b"MZ\x90\x00\x03\x00")
    with pytest.raises(NotAllowedError):
        attachments.attach_file(
            by=world.actor("other"), now=NOW, report=draft, name="a.pdf", content=PDF
        )
    attachments.detach_file(by=by, now=NOW, attachment=made)
    assert not draft.attachments.exists()
    kept = attachments.attach_file(**told, name="devis.pdf", content=PDF)
    reports.submit_report(by=by, now=NOW, report=draft)
    with pytest.raises(BlockRefusedError):
        attachments.detach_file(by=by, now=NOW, attachment=kept)


def test_the_team_returns_sets_aside_the_authors_withdraw(world):
    made = making.reported(world)
    with pytest.raises(NotAllowedError):
        reports.return_report(by=world.actor("other_copilot"), now=NOW, report=made, reason="?")
    with pytest.raises(StepRefusedError, match="raison"):
        reports.return_report(by=world.actor("copilot"), now=NOW, report=made, reason=" ")
    reports.return_report(by=world.actor("copilot"), now=NOW, report=made, reason="Quel texte ?")
    assert waiting(world, "elected") == {"block_edit"}
    assert "Complément demandé : blocage n° 1" in [
        t.replace("\u00a0", " ") for t in known(world, "elected")
    ]
    reports.submit_report(by=world.actor("elected"), now=NOW, report=made)
    assert waiting(world, "elected") == set()
    gone = reports.set_aside_report(by=HOST, now=NOW, report=made, reason="Pas une règle.")
    assert (gone.state, waiting(world, "national")) == ("set_aside", set())
    other = making.reported(world)
    reports.withdraw_report(by=world.actor("manager"), now=NOW, report=other, reason="Réglé.")
    assert fresh(other).state == "withdrawn"


def test_a_case_gathers_reports_which_keep_their_words(world):
    first = making.reported(world)
    second = making.reported(world, "other", LOIRE, title="Une étude de trop")
    case = making.gathered(world, first, second)
    assert (case.state, case.published_at) == ("open", None)
    assert [fresh(r).state for r in (first, second)] == ["grouped", "grouped"]
    assert fresh(second).title == "Une étude de trop"
    assert any("réuni au cas" in title for title in known(world, "other"))
    assert waiting(world, "national") == set()
    third = making.reported(world, "far", PLAIN)
    cases.group_report(by=world.actor("national"), now=NOW, case=case, report=third)
    with pytest.raises(StepRefusedError):
        cases.group_report(by=world.actor("national"), now=NOW, case=case, report=third)
    cases.ungroup_report(by=HOST, now=NOW, report=third, reason="Autre texte.")
    assert (fresh(third).state, fresh(third).case) == ("reported", None)
    with pytest.raises(BlockRefusedError):
        cases.ungroup_report(by=HOST, now=NOW, report=third, reason="Encore.")
    with pytest.raises(BlockRefusedError):
        cases.gather_case(by=HOST, now=NOW, written=making.written(), reports=[])


def test_a_region_conducts_the_cases_of_its_region_alone(world):
    here, there = making.reported(world), making.reported(world, "far", PLAIN)
    case = making.gathered(world, here, by="copilot", region=NORTH)
    with pytest.raises(BlockRefusedError):
        cases.group_report(by=world.actor("copilot"), now=NOW, case=case, report=there)
    with pytest.raises(BlockRefusedError, match="région"):
        cases.group_report(by=world.actor("national"), now=NOW, case=case, report=there)
    with pytest.raises(NotAllowedError):
        making.gathered(world, there, by="copilot", region=SOUTH)
    with pytest.raises(NotAllowedError):
        making.gathered(world, there, by="copilot")
    told = {"now": NOW, "case": case, "version": case.version}
    with pytest.raises(BlockRefusedError, match="équipe nationale"):
        questions.ask_question(
            by=world.actor("copilot"), **told, asked=making.asking(authority="central", scope="")
        )
    with pytest.raises(BlockRefusedError):
        questions.ask_question(by=world.actor("copilot"), **told, asked=making.asking(scope=SOUTH))
    with pytest.raises(NotAllowedError):
        questions.ask_question(by=world.actor("other_copilot"), **told, asked=making.asking())
    questions.ask_question(by=world.actor("copilot"), **told, asked=making.asking())
    assert fresh(case).state == "asked"


def test_a_case_is_written_anew_on_its_last_version(world):
    case = making.gathered(world)
    told = {"by": HOST, "now": NOW, "case": case}
    made = cases.amend_case(**told, version=1, written=making.written(title="Autre titre"))
    assert (made.title, made.version) == ("Autre titre", 2)
    with pytest.raises(StaleBlockError):
        cases.amend_case(**told, version=1, written=making.written())
    with pytest.raises(InputRefused):
        cases.amend_case(**told, version=2, written=making.written(title="", url="ftp://x"))
    entries = JournalEntry.objects.count()
    cases.amend_case(**told, version=2, written=making.written(title="Autre titre"))
    assert JournalEntry.objects.count() == entries


def test_the_authority_is_asked_and_answers_all(world):
    case = making.asked(world)
    question = Question.objects.get()
    days = authorities()["prefecture"].delay_at(TODAY).days
    assert question.due_on == TODAY + dt.timedelta(days=days)
    assert case.published_at == NOW
    assert waiting(world, "prefecture") == {"block_answer"}
    assert any("saisie" in title for title in known(world, "other"))
    for who in ("national", "copilot", "referent"):
        with pytest.raises(NotAllowedError):
            questions.answer_question(
                by=world.actor(who), now=NOW, case=case, answer=questions.Answer("refused", "Non.")
            )
    answer = questions.Answer("derogation", " ")
    with pytest.raises(InputRefused):
        questions.answer_question(by=world.actor("prefecture"), now=NOW, case=case, answer=answer)
    case = making.answered(world, case=case)
    assert case.state == "granted"
    assert waiting(world, "prefecture") == set()
    for who in ("elected", "other"):
        assert any("dérogation accordée" in title for title in known(world, who))
        assert waiting(world, who) == {"block_report"}
    with pytest.raises(BlockRefusedError):
        making.answered(world, case=case)
    due = TODAY + dt.timedelta(days=parameters_at(TODAY).follow_up_days)
    assert set(case.reports.values_list("follow_up_on", flat=True)) == {due}


@pytest.mark.parametrize("outcome", ["not_competent", "peut-être", ""])
def test_an_answer_is_one_of_the_list(world, outcome):
    case = making.asked(world)
    with pytest.raises(BlockRefusedError):
        making.answered(world, outcome, case)


def test_who_is_not_competent_refers_to_another_authority(world):
    case, by = making.asked(world), world.actor("prefecture")
    told = {"now": NOW, "case": case, "reason": "C’est un opérateur."}
    with pytest.raises(NotAllowedError):
        questions.refer_question(
            by=world.actor("copilot"), **told, asked=questions.Asked("operator", "bpi")
        )
    with pytest.raises(BlockRefusedError):
        questions.refer_question(by=by, **told, asked=questions.Asked("prefecture", NORTH))
    with pytest.raises(InputRefused):
        questions.refer_question(by=by, **told, asked=questions.Asked("operator", "inconnu"))
    questions.refer_question(by=by, **told, asked=questions.Asked("operator", "bpi"))
    first, second = Question.objects.order_by("number")
    assert (first.outcome, second.outcome, second.authority) == ("not_competent", "", "operator")
    assert second.words == first.words
    assert (waiting(world, "prefecture"), waiting(world, "referent")) == (set(), {"block_answer"})
    questions.answer_question(
        by=world.actor("referent"),
        now=NOW,
        case=case,
        answer=questions.Answer("guidance", "La consigne est récrite."),
    )
    assert fresh(case).state == "granted"


def test_the_national_team_answers_for_the_ministries(world):
    case = making.asked(world, authority="central", scope="ignored", service="Un ministère")
    assert Question.objects.get().scope == ""
    questions.answer_question(
        by=world.actor("national"),
        now=NOW,
        case=case,
        answer=questions.Answer("change", "Le texte est récrit.", TODAY, TODAY),
    )
    assert fresh(case).state == "granted"
    other = making.asked(world, authority="central", scope="")
    backwards = questions.Answer("change", "…", TODAY, TODAY - dt.timedelta(days=1))
    with pytest.raises(InputRefused):
        questions.answer_question(by=world.actor("national"), now=NOW, case=other, answer=backwards)


def test_a_refusal_may_be_asked_again(world):
    case = making.answered(world, "refused")
    assert case.state == "refused"
    assert waiting(world, "elected") == set()
    case = making.asked(world, case, authority="central", scope="")
    assert (case.state, case.questions.count()) == ("asked", 2)


def test_each_territory_says_the_effect_of_its_own(world):
    case = making.answered(world)
    mine = case.reports.get(territory=ARVE)
    told = {"now": NOW, "report": mine}
    for who in ("other", "national", "prefecture"):
        with pytest.raises(NotAllowedError):
            effects.say_effect(by=world.actor(who), **told, value="yes")
    with pytest.raises(BlockRefusedError):
        effects.say_effect(by=world.actor("elected"), **told, value="bof")
    effects.say_effect(by=world.actor("elected"), **told, value="too_early")
    assert waiting(world, "elected") == {"block_report"}
    effects.say_effect(by=world.actor("manager"), **told, value="yes", words="Atelier ouvert.")
    assert (fresh(mine).state, waiting(world, "elected")) == ("lifted", set())
    effects.say_effect(by=world.actor("manager"), **told, value="no")
    assert (fresh(mine).state, fresh(mine).effect) == ("grouped", "no")
    assert any("demeure" in title for title in known(world, "national"))
    assert [e.value for e in Effect.objects.all()] == ["no", "yes", "too_early"]


def test_no_effect_before_an_answer(world):
    mine = making.asked(world).reports.get(territory=ARVE)
    with pytest.raises(StepRefusedError, match="pas encore répondu"):
        effects.say_effect(by=world.actor("elected"), now=NOW, report=mine, value="yes")


def test_a_case_closes_once_its_effects_are_known_or_late(world):
    case = making.answered(world)
    told = {"by": HOST, "case": case, "reason": "Fini."}
    with pytest.raises(StepRefusedError, match="2 territoires n’ont pas encore dit"):
        cases.close_case(**told, now=NOW)
    effects.say_effect(
        by=world.actor("elected"), now=NOW, report=case.reports.get(territory=ARVE), value="yes"
    )
    with pytest.raises(StepRefusedError, match="1 territoire n’a pas encore dit"):
        cases.close_case(**told, now=NOW)
    later = NOW + dt.timedelta(days=parameters_at(TODAY).follow_up_days + 1)
    assert cases.close_case(**told, now=later).state == "closed"
    assert cases.reopen_case(**told, now=later).state == "open"
    with pytest.raises(StepRefusedError, match="ne se dissout plus"):
        cases.dissolve_case(**told, now=later)


def test_a_case_that_nobody_was_asked_about_is_dissolved(world):
    case = making.gathered(world)
    with pytest.raises(NotAllowedError):
        cases.dissolve_case(by=world.actor("copilot"), now=NOW, case=case, reason="Non.")
    made = cases.dissolve_case(by=HOST, now=NOW, case=case, reason="Deux textes.")
    assert made.state == "dissolved"
    assert set(BlockReport.objects.values_list("state", "case")) == {("reported", None)}
    assert Item.objects.filter(settled_at=None, url_name="block_report", kind="todo").count() == 2


def test_joining_a_case_gives_its_answer_at_once(world):
    case = making.answered(world)
    mine = making.reported(world, "far", PLAIN, wanted=case)
    assert (mine.state, mine.case_id) == ("grouped", case.pk)
    assert mine.follow_up_on is not None
    assert waiting(world, "far") == {"block_report"}
    assert any("a déjà une réponse" in title for title in known(world, "far"))
    later = making.reported(world)
    reports.join_case(by=world.actor("elected"), now=NOW, report=later, case=case)
    assert fresh(later).case_id == case.pk
    alone = making.reported(world, "other", LOIRE)
    with pytest.raises(NotAllowedError):
        reports.join_case(by=world.actor("elected"), now=NOW, report=alone, case=case)


def test_a_report_that_wanted_a_closed_case_waits(world):
    case = making.answered(world, "refused")
    draft = making.drafted(world, wanted=case)
    cases.close_case(by=HOST, now=NOW, case=case, reason="Fini.")
    made = reports.submit_report(by=world.actor("elected"), now=NOW, report=draft)
    assert (made.state, made.case) == ("reported", None)
    with pytest.raises(BlockRefusedError):
        reports.join_case(by=world.actor("elected"), now=NOW, report=made, case=case)


def test_a_report_stays_once_the_authority_is_asked(world):
    mine = making.asked(world).reports.get(territory=ARVE)
    with pytest.raises(StepRefusedError, match="y reste"):
        reports.withdraw_report(by=world.actor("elected"), now=NOW, report=mine, reason="Non.")


def test_the_reserve_is_lifted_by_its_authors(world):
    made = making.reported(world, is_private=True)
    with pytest.raises(NotAllowedError):
        reports.disclose_report(by=world.actor("national"), now=NOW, report=made)
    reports.disclose_report(by=world.actor("elected"), now=NOW, report=made)
    assert not fresh(made).is_private
    with pytest.raises(StepRefusedError):
        reports.disclose_report(by=world.actor("elected"), now=NOW, report=made)
