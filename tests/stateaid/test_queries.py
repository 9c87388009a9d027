"""What is gathered of companies: from our ledger, declarations, links, as known then."""

import datetime as dt
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ancrage.funding.models import Dossier, Project
from ancrage.stateaid.access import company_where, reads_company, visible_checks
from ancrage.stateaid.documents import read_verdict
from ancrage.stateaid.models import Check
from ancrage.stateaid.queries.asking import asked_of
from ancrage.stateaid.queries.checks import find_check, to_revise
from ancrage.stateaid.queries.facts import facts_of, linked_to
from ancrage.stateaid.queries.overruns import unchecked_grants
from ancrage.stateaid.queries.received import ledger_aids
from ancrage.stateaid.queries.rooms import rooms_of
from ancrage.stateaid.queries.told import known_of
from ancrage.stateaid.queries.verdicts import verdicts_for
from ancrage.stateaid.rules.model import Asked, Tables
from tests.stateaid.world import (
    BEFORE,
    CEILING,
    DAY,
    FOREIGN,
    MINIMIS,
    NOW,
    PARENT,
    SIREN,
    SISTER,
    TODAY,
    YES,
    aided,
    amount,
    checked,
    commitment,
    declared,
    dossier,
    granted,
    link,
    posted,
    received,
    told_terms,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("held")]
NO_TABLES = Tables()


def asked(siren=SIREN, cents=1_00, **changes):
    return Asked(siren, cents, MINIMIS, DAY, conditions=YES, **changes)


class TestLedger:
    def test_an_aid_a_day_net_of_what_was_decommitted_the_oldest_first(self):
        one, paying = dossier(), commitment()
        days = [DAY, DAY, DAY + dt.timedelta(days=3)]
        posted(
            *(
                amount("granted", cents, day, dossier=one, commitment=paying)
                for cents, day in zip((100, 50, 30), days, strict=True)
            ),
            amount("decommitted", 120, TODAY, dossier=one),
        )
        held = ledger_aids([SIREN], tables=NO_TABLES)
        assert [(aid.code, aid.granted_on, aid.cents) for aid in held] == [
            (one.code, DAY, 30),
            (f"{one.code}@{days[2]}", days[2], 30),
        ]
        assert {aid.regime for aid in held} == {""}

    def test_what_comes_to_nothing_or_is_no_aid_is_left_out(self):
        one, two = dossier(), dossier(aid_basis="none")
        granted(one, 100)
        granted(two, 100)
        posted(amount("decommitted", 100, TODAY, dossier=one))
        assert ledger_aids([SIREN], tables=NO_TABLES) == []

    def test_what_was_entered_later_was_not_known(self):
        granted(dossier(), 100)
        yesterday = TODAY - dt.timedelta(days=1)
        assert ledger_aids([SIREN], tables=NO_TABLES, known_on=yesterday) == []
        assert len(ledger_aids([SIREN], tables=NO_TABLES, known_on=TODAY)) == 1

    def test_an_aid_of_which_the_regime_is_not_told_makes_the_next_unknown(self):
        declared()
        granted(dossier(), CEILING)
        check = checked(aided(), 10_000_00)
        assert check.answer == "unknown"
        assert any("Régime" in one for one in check.verdict["missing"])


class TestFacts:
    def test_chains_are_followed_whatever_their_dates_or_fate(self):
        link(PARENT, SIREN)
        link(PARENT, SISTER, until=dt.date(2021, 1, 1))
        declared(SISTER, received(5, siren=SISTER))
        facts = facts_of([SIREN])
        assert set(facts.companies) == {SIREN, PARENT, SISTER}
        assert [aid.cents for aid in facts.aids] == [5]
        assert linked_to([SISTER]) == {SIREN, PARENT, SISTER}

    def test_one_among_many_is_given_its_own_facts(self):
        link(PARENT, SIREN)
        declared(SIREN, received(5), received(7, siren=PARENT))
        declared(FOREIGN, received(9, siren=FOREIGN))
        facts = facts_of([SIREN, FOREIGN])
        assert [aid.cents for aid in facts.around(SIREN).aids] == [7, 5]
        assert [aid.cents for aid in facts.around(FOREIGN).aids] == [9]
        assert facts.around(FOREIGN).links == ()

    def test_a_company_is_as_it_had_declared_itself_by_then(self):
        declared()
        declared(as_of=TODAY)
        facts = facts_of([SIREN])
        assert facts.company(SIREN, DAY).declared_on == BEFORE
        assert facts.company(SIREN, TODAY).links_known_on == TODAY
        assert facts.company(SIREN, dt.date(2024, 1, 1)).declared_on is None

    def test_as_known_before_a_link_was_told(self):
        link(PARENT, SIREN)
        before = TODAY - dt.timedelta(days=1)
        assert facts_of([SIREN], known_on=before).links == []
        assert set(known_of(SIREN, on=DAY, known_on=before).group) == {SIREN}
        assert set(known_of(SIREN, on=DAY).group) == {SIREN, PARENT}

    def test_a_verdict_is_read_with_who_asked_first_whatever_the_database_keeps(self):
        declared()
        link(PARENT, SIREN)
        link(PARENT, SISTER)
        one = aided()
        kept = Check.objects.get(pk=checked(one, 1_00).pk)
        assert SISTER < PARENT < SIREN
        assert list(read_verdict(kept).group) == [SIREN, SISTER, PARENT]

    def test_the_aid_of_a_company_that_left_is_not_shown(self):
        link(PARENT, SIREN, until=dt.date(2024, 1, 1))
        declared(SIREN, received(5), received(7, siren=PARENT))
        assert [aid.cents for aid in known_of(SIREN, on=DAY).aids] == [5]
        assert len(known_of(SIREN, on=dt.date(2023, 1, 1)).aids) == 2

    def test_many_companies_cost_no_more_queries_than_one(self):
        declared()
        with CaptureQueriesContext(connection) as one:
            verdicts_for([asked()])
        sirens = [SIREN, PARENT, SISTER, FOREIGN]
        with CaptureQueriesContext(connection) as many:
            verdicts_for([asked(siren) for siren in sirens] * 10)
        assert len(many) == len(one)


def test_what_pays_another_for_the_same_costs_counts_against_an_intensity():
    project = Project.objects.create(code="P-2025-000001", name="Four commun", created_at=NOW)
    mine = aided(eligible_cents=100_00, project=project)
    other = dossier(siret=f"{FOREIGN}00019", siren=FOREIGN, project=project)
    granted(other, 60_00)
    told_terms(other, regime="sme_investment")
    asked_now = asked_of(mine, cents=1_00, on=DAY, tables=NO_TABLES).asked
    facts = facts_of([SIREN], projects=[asked_now.project])
    assert [aid.cents for aid in facts.around(SIREN, asked_now.project).aids] == [60_00]
    assert facts.around(SIREN).aids == []
    (verdict,) = verdicts_for([replace(asked_now, regime="sme_investment")])
    assert [counted.aid.cents for counted in verdict.counted] == [60_00]


def test_rooms_are_those_of_each_alone():
    declared(SIREN, received(298_000_00))
    (room, why), (unknown, missing) = rooms_of([asked(), asked(FOREIGN)])
    assert room == 2_000_00
    assert "298" in why
    assert unknown is None
    assert "Déclaration" in missing


def test_a_grant_learnt_from_a_file_is_found_among_verdicts_to_revise():
    declared()
    check = checked(aided(), CEILING)
    assert to_revise() == []
    one = aided()
    Dossier.objects.filter(pk=one.pk).update(aid_basis="")
    granted(one, 1_00)
    Dossier.objects.filter(pk=one.pk).update(aid_basis=MINIMIS)
    (stale,) = to_revise()
    assert (stale.check, stale.verdict.answer) == (check, "no")
    assert [left.dossier for left in unchecked_grants()] == [one]


class TestWhoReads:
    def test_verdicts_and_aids_are_read_by_those_whom_they_concern(self, held):
        declared()
        check = checked(aided(), 1_00)
        for who in ("referent", "national", "auditor", "company"):
            actor = held.actor(who)
            assert find_check(actor, check.code) == check, who
            assert reads_company(actor, SIREN), who
        for who in ("other_referent", "copilot", "other_copilot", "lead", "stranger"):
            actor = held.actor(who)
            assert find_check(actor, check.code) is None, who
            assert not reads_company(actor, SIREN), who

    def test_who_looks_as_another_reads_no_secret(self, held):
        check = checked(aided(), 1_00)
        for who in ("company", "referent", "national"):
            actor = held.actor(who, seen_by="quelquun")
            assert not visible_checks(actor).exists(), who
            assert find_check(actor, check.code) is None
            assert not reads_company(actor, SIREN), who

    def test_a_financer_is_concerned_once_it_asked(self, held):
        assert not reads_company(held.actor("copilot"), SIREN)
        dossier(financer="region:01")
        assert company_where(SIREN).regions == {"01"}
        assert reads_company(held.actor("copilot"), SIREN)
