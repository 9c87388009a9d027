"""What is learnt of companies: kept with its source, verdicts revised, never rewritten."""

import datetime as dt

import pytest

from ancrage.journal.models import JournalEntry
from ancrage.journal.policy import NotAllowedError
from ancrage.kernel.problems import InputRefused
from ancrage.stateaid.actions.checking import accept_unknown, check_grant, revise_check
from ancrage.stateaid.actions.companies import describe_company
from ancrage.stateaid.actions.declaring import Declared, declare_aids, withdraw_declaration
from ancrage.stateaid.actions.links import LinkTold, add_link, end_link, withdraw_link
from ancrage.stateaid.actions.parts import StateAidRefusedError
from ancrage.stateaid.actions.terms import TermsTold, tell_terms
from ancrage.stateaid.models import Check, CompanyLink, Declaration, Undertaking
from ancrage.stateaid.queries.checks import chain_of, to_revise
from ancrage.stateaid.queries.privacy import acts_of
from ancrage.stateaid.rules.model import Asked
from tests.stateaid.world import (
    BEFORE,
    CEILING,
    DAY,
    HOST,
    MINIMIS,
    NOW,
    OPERATOR,
    OTHER,
    PARENT,
    SIREN,
    SISTER,
    YES,
    aided,
    checked,
    declared,
    dossier,
    granted,
    link,
    received,
    told_terms,
)

pytestmark = pytest.mark.django_db


def asked(**changes):
    usual = {"siren": SIREN, "cents": 10_000_00, "regime": MINIMIS, "on": DAY, "conditions": YES}
    return Asked(**usual | changes)


def last(check: Check) -> Check:
    """The last verdict of a chain."""
    return chain_of(check)[-1]


class TestChecks:
    def test_a_verdict_is_kept_with_what_it_was_asked(self, held):
        declared()
        made = check_grant(by=held.actor("referent"), now=NOW, financer=OPERATOR, asked=asked())
        assert (made.code, made.answer, made.financer) == ("V-2026-000001", "yes", OPERATOR)
        assert (made.amount_cents, made.most) == (10_000_00, CEILING)
        assert made.name == "Verrerie Inventée"
        entry = JournalEntry.objects.get(command="stateaid.check_grant")
        assert entry.private

    def test_a_verdict_on_a_company_told_of_by_made_up_rows_is_made_up(self, held):
        told = {"by": HOST, "now": NOW, "financer": OPERATOR, "asked": asked()}
        assert not check_grant(**told).is_demonstration
        Declaration.objects.filter(pk=declared().pk).update(is_demonstration=True)
        assert check_grant(**told).is_demonstration

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"siren": "123456789"}, "SIREN"),
            ({"regime": "inventé"}, "régime"),
            ({"cents": 0}, "positif"),
            ({"on": dt.date(1900, 1, 1)}, "date"),
        ],
    )
    def test_what_cannot_be_asked_is_refused(self, held, changes, words):
        with pytest.raises(StateAidRefusedError, match=words):
            check_grant(by=HOST, now=NOW, financer=OPERATOR, asked=asked(**changes))
        assert Check.objects.count() == 0

    def test_nobody_checks_for_another_financer(self, held):
        for who in ("other_referent", "copilot", "lead", "company", "auditor"):
            with pytest.raises(NotAllowedError):
                check_grant(by=held.actor(who), now=NOW, financer=OPERATOR, asked=asked())
        region = check_grant(by=held.actor("copilot"), now=NOW, financer="region:01", asked=asked())
        assert region.financer == "region:01"

    def test_a_dossier_tells_its_regime_first(self, held):
        with pytest.raises(StateAidRefusedError, match="régime"):
            checked(dossier(), 1)

    def test_only_a_last_unknown_is_accepted_and_with_a_reason(self, held):
        check = check_grant(by=HOST, now=NOW, financer=OPERATOR, asked=asked())
        by = held.actor("referent")
        with pytest.raises(StateAidRefusedError, match="pourquoi"):
            accept_unknown(by=by, now=NOW, check=check, reason=" ")
        made = accept_unknown(by=by, now=NOW, check=check, reason="Attestation attendue")
        assert (made.accepted_by, made.accepted_reason) == (by.reference, "Attestation attendue")
        with pytest.raises(StateAidRefusedError, match="déjà"):
            accept_unknown(by=by, now=NOW, check=check, reason="Encore")
        declared()
        with pytest.raises(StateAidRefusedError, match="plus récent"):
            accept_unknown(by=by, now=NOW, check=check, reason="Encore")
        with pytest.raises(StateAidRefusedError, match="inconnu"):
            accept_unknown(by=by, now=NOW, check=last(check), reason="Encore")

    def test_a_verdict_given_again_is_the_same_when_nothing_changed(self, held):
        check = check_grant(by=HOST, now=NOW, financer=OPERATOR, asked=asked())
        again = revise_check(by=held.actor("referent"), now=NOW, check=check)
        assert (again, Check.objects.count()) == (check, 1)

    def test_a_verdict_given_again_says_what_changed_though_its_answer_did_not(self, held):
        declared()
        check = check_grant(by=HOST, now=NOW, financer=OPERATOR, asked=asked())
        declared(SIREN, received(1_000_00))
        assert check == last(check)  # still yes: nobody was woken
        made = revise_check(by=HOST, now=NOW, check=check)
        assert (made.answer, made.revises) == ("yes", check)
        assert "1 000" in made.told.replace("\N{NARROW NO-BREAK SPACE}", " ").replace("\xa0", " ")
        with pytest.raises(StateAidRefusedError, match="plus récent"):
            revise_check(by=HOST, now=NOW, check=check)


class TestLinks:
    def test_a_link_found_later_revises_a_verdict_and_leaves_it(self, held):
        declared()
        declared(PARENT, received(295_000_00, siren=PARENT), name="Mère inventée")
        one = aided()
        granted(one, 10_000_00)
        first = Check.objects.get()
        row, revised = add_link(
            by=held.actor("referent"),
            now=NOW,
            told=LinkTold(PARENT, SIREN, "votes", dt.date(2020, 1, 1), "Registre (essai)"),
        )
        (made,) = revised
        assert (made.revises, made.answer, made.granted_cents) == (first, "no", 10_000_00)
        first.refresh_from_db()
        assert first.answer == "yes"
        assert PARENT in made.told
        entry = JournalEntry.objects.get(command="stateaid.add_link")
        assert first.code in str(entry.change)
        assert entry.private
        back, again = withdraw_link(by=HOST, now=NOW, link=row, reason="Homonyme")
        assert (back.withdrawn_reason, again[0].answer) == ("Homonyme", "yes")
        assert [one.answer for one in chain_of(first)] == ["yes", "no", "yes"]
        assert to_revise() == []

    def test_chains_reach_those_who_are_not_named(self, held):
        declared()
        check = check_grant(by=HOST, now=NOW, financer=OPERATOR, asked=asked(cents=CEILING))
        assert check.answer == "yes"
        link(PARENT, SIREN)
        declared(SISTER, received(1_00, siren=SISTER), name="Sœur inventée")
        assert last(check).answer == "yes"
        link(PARENT, SISTER)
        assert last(check).answer == "no"

    def test_a_link_that_ended_before_the_grant_does_not_count(self, held):
        declared()
        declared(PARENT, received(295_000_00, siren=PARENT), name="Mère inventée")
        row = link(PARENT, SIREN)
        check = check_grant(by=HOST, now=NOW, financer=OPERATOR, asked=asked())
        assert check.answer == "no"
        ended, revised = end_link(
            by=HOST, now=NOW, link=row, until=dt.date(2023, 1, 1), reason="Cession"
        )
        assert (ended.until, ended.source) == (dt.date(2023, 1, 1), row.source)
        assert revised[0].revises == check
        with pytest.raises(StateAidRefusedError, match="retiré"):
            end_link(by=HOST, now=NOW, link=row, until=DAY, reason="Encore")
        with pytest.raises(StateAidRefusedError, match="fin"):
            end_link(by=HOST, now=NOW, link=ended, until=DAY, reason="Encore")

    def test_the_same_link_is_kept_once(self, held):
        first = link(PARENT, SIREN)
        assert link(PARENT, SIREN) == first
        assert JournalEntry.objects.filter(command="stateaid.add_link").count() == 1

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"held": PARENT}, "elle-même"),
            ({"kind": "amitié"}, "nature"),
            ({"source": " "}, "d’où"),
            ({"since": dt.date(2027, 1, 1)}, "à venir"),
            ({"until": dt.date(2019, 1, 1)}, "avant"),
            ({"holder": "000000001"}, "SIREN"),
        ],
    )
    def test_what_cannot_be_a_link_is_refused(self, held, changes, words):
        with pytest.raises(StateAidRefusedError, match=words):
            link(**{"holder": PARENT, "held": SIREN, "since": dt.date(2020, 1, 1)} | changes)
        assert CompanyLink.objects.count() == 0

    def test_who_is_not_concerned_tells_no_link(self, held):
        dossier()
        told = LinkTold(PARENT, SIREN, "votes", dt.date(2020, 1, 1), "Registre")
        for who in ("other_referent", "other_copilot", "lead", "company", "auditor"):
            with pytest.raises(NotAllowedError):
                add_link(by=held.actor(who), now=NOW, told=told)
        add_link(by=held.actor("referent"), now=NOW, told=told)
        assert CompanyLink.objects.count() == 1


class TestDeclarations:
    def test_a_company_declares_its_own_aids_and_its_group(self, held):
        check = check_grant(by=HOST, now=NOW, financer=OPERATOR, asked=asked(cents=20_000_00))
        told = Declared(
            SIREN,
            "Verrerie",
            BEFORE,
            "Anne Essai",
            aids=[received(200_000_00), received(90_000_00, siren=PARENT)],
            group=[LinkTold(PARENT, SIREN, "votes", dt.date(2020, 1, 1), "", held_name="V")],
            file=("declaration.txt", b"Fait a Essai"),
        )
        row, revised = declare_aids(by=held.actor("company"), now=NOW, declared=told)
        made = CompanyLink.objects.get()
        assert row.group[0]["link"] == made.reference
        assert SIREN in made.source
        assert row.file.name == "declaration.txt"
        assert [(one.revises, one.answer) for one in revised] == [(check, "no")]
        withdraw_declaration(
            by=held.actor("company"), now=NOW, declaration=row, reason="Montants faux"
        )
        made.refresh_from_db()
        assert made.withdrawn_reason == "Montants faux"
        assert last(check).answer == "unknown"
        with pytest.raises(StateAidRefusedError, match="déjà"):
            withdraw_declaration(by=HOST, now=NOW, declaration=row, reason="Encore")

    def test_a_company_declares_for_no_other(self, held):
        told = Declared(PARENT, "Mère", BEFORE, "Anne Essai")
        for who in ("company", "lead", "other_referent", "auditor"):
            with pytest.raises(NotAllowedError):
                declare_aids(by=held.actor(who), now=NOW, declared=told)

    def test_two_declarations_that_tell_one_aid_tell_it_once(self, held):
        declared(SIREN, received(150_000_00))
        declared(SIREN, received(150_000_00), received(50_000_00))
        check = check_grant(by=HOST, now=NOW, financer=OPERATOR, asked=asked())
        assert check.most == 100_000_00
        declared(SIREN, received(150_000_00), received(150_000_00))
        assert last(check).answer == "no"

    def test_an_aid_told_otherwise_later_is_in_doubt_until_one_is_taken_back(self, held):
        first = declared(SIREN, received(295_000_00, number="12"))
        check = check_grant(by=HOST, now=NOW, financer=OPERATOR, asked=asked())
        assert check.answer == "no"
        declared(SIREN, received(280_000_00, number="12"))
        assert last(check).answer == "unknown"
        withdraw_declaration(by=HOST, now=NOW, declaration=first, reason="Montant corrigé")
        assert last(check).answer == "yes"

    def test_every_fault_is_told_with_its_line_and_nothing_is_kept(self, held):
        aids = [
            received(1_00, siren="123456789"),
            received(-1, on=DAY, regime="inventé", benefited="1"),
        ]
        group = [
            LinkTold(SIREN, SIREN, "votes", BEFORE, ""),
            LinkTold(PARENT, SIREN, "amitié", DAY, ""),
        ]
        with pytest.raises(InputRefused) as refusal:
            declared(SIREN, *aids, group=group)
        told = {(p.file, p.row, p.column) for p in refusal.value.problems}
        assert told == {
            ("aids", 1, "siren"),
            *(("aids", 2, name) for name in ("granted_on", "cents", "regime", "benefited")),
            ("group", 1, "siren"),
            ("group", 2, "kind"),
            ("group", 2, "since"),
        }
        assert Declaration.objects.count() == CompanyLink.objects.count() == 0

    def test_a_declaration_says_who_signs_and_of_a_past_day(self, held):
        with pytest.raises(StateAidRefusedError, match="signe"):
            declared(signed_by="")
        with pytest.raises(StateAidRefusedError, match="passée"):
            declared(as_of=dt.date(2027, 1, 1))


class TestCompanies:
    def describe(self, by, revision=None, **changes):
        told = {"source": "Liasse fiscale"} | changes
        return describe_company(by=by, now=NOW, siren=SIREN, changes=told, revision=revision)

    def test_a_company_is_described_by_versions(self, held):
        dossier()
        by = held.actor("referent")
        made = self.describe(by, revision=0, size="small", year_end="06-30")
        assert (made.revision, made.size, made.year_end) == (1, "small", "06-30")
        with pytest.raises(StateAidRefusedError, match="entre-temps"):
            self.describe(by, revision=0, size="large")
        again = self.describe(held.actor("national"), revision=1, road_freight=True)
        assert (again.revision, again.size, again.road_freight) == (2, "small", True)
        self.describe(by, road_freight=True)
        assert Undertaking.objects.get().revision == 2
        entries = JournalEntry.objects.filter(command="stateaid.describe_company")
        assert [entry.private for entry in entries] == [True, True]

    @pytest.mark.parametrize(
        "changes",
        [{"size": "géante"}, {"year_end": "02-30"}, {"year_end": "31/12"}, {"source": ""}],
    )
    def test_what_cannot_be_is_refused(self, held, changes):
        with pytest.raises(StateAidRefusedError):
            self.describe(HOST, **changes)
        assert Undertaking.objects.count() == 0

    def test_who_is_not_concerned_describes_nothing(self, held):
        dossier()
        for who in ("other_referent", "other_copilot", "lead", "company", "auditor"):
            with pytest.raises(NotAllowedError):
                self.describe(held.actor(who), size="small")


class TestTerms:
    def test_the_financer_tells_the_regime_and_verdicts_follow(self, held):
        declared()
        one = aided()
        check = checked(one, 10_000_00)
        _row, revised = tell_terms(
            by=held.actor("referent"),
            now=NOW,
            dossier=one,
            told=TermsTold(MINIMIS, conditions={"not_excluded": False}, eligible=5),
        )
        assert [(made.revises, made.answer) for made in revised] == [(check, "no")]
        one.refresh_from_db()
        assert (one.aid_basis, one.eligible_cents) == (MINIMIS, 5)
        told_terms(one, conditions={"not_excluded": False})
        assert JournalEntry.objects.filter(command="stateaid.tell_terms").count() == 2

    def test_faulty_terms_are_told_whole(self, held):
        terms = {
            "repayments": [["hier", 1], ["2027-01-01", 0]],
            "rate_percent": "douze",
            "rating": "ZZZ",
            "has_history": "oui",
            "method": "magie",
        }
        with pytest.raises(InputRefused) as refusal:
            told_terms(dossier(), instrument="loan", terms=terms)
        columns = [(p.row, p.column) for p in refusal.value.problems]
        assert columns == [
            (1, "repayments"),
            (2, "repayments"),
            (None, "rate_percent"),
            (None, "rating"),
            (None, "has_history"),
            (None, "method"),
        ]

    @pytest.mark.parametrize(
        "changes",
        [{"regime": "inventé"}, {"instrument": "don"}, {"benefited": "1"}, {"eligible": -1}],
    )
    def test_what_cannot_be_is_refused(self, held, changes):
        with pytest.raises(StateAidRefusedError):
            told_terms(dossier(), **changes)

    def test_another_financer_tells_nothing(self, held):
        one = dossier(financer=OTHER)
        with pytest.raises(NotAllowedError):
            tell_terms(by=held.actor("referent"), now=NOW, dossier=one, told=TermsTold("none"))


def test_a_person_is_told_what_he_wrote(held):
    by = held.actor("referent")
    dossier()
    told = LinkTold(PARENT, SIREN, "votes", dt.date(2020, 1, 1), "Registre")
    row, _revised = add_link(by=by, now=NOW, told=told)
    check = check_grant(by=by, now=NOW, financer=OPERATOR, asked=asked())
    accept_unknown(by=by, now=NOW, check=check, reason="Urgent")
    assert acts_of(by.reference) == [
        {"link": row.reference, "at": NOW},
        {"check": check.code, "at": NOW},
        {"accepted": check.code, "at": NOW},
    ]
