"""The commands of acts: what each does, refuses, leaves in the journal and in the lists."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from ancrage.contracts.actions.drafting import draft_act, next_kinds, prepare_act, write_act
from ancrage.contracts.actions.outside import Outside, enter_outside
from ancrage.contracts.actions.parts import ActRefusedError
from ancrage.contracts.actions.sending import (
    conclude_act,
    decide_act,
    send_act,
    stop_act,
    withdraw_act,
)
from ancrage.contracts.models import Act, Contract, Signature
from ancrage.contracts.queries.contents import frozen_change
from ancrage.contracts.queries.contracts import find_act, visible_to
from ancrage.contracts.queries.milestones import milestones_at
from ancrage.files.rules.kinds import FileRefusedError
from ancrage.inbox.models import Item
from ancrage.journal.models import JournalEntry
from ancrage.journal.policy import NotAllowedError
from ancrage.kernel.rights import host
from ancrage.kernel.workflow import StepRefusedError
from ancrage.people.models import RoleHolding
from ancrage.roadmaps.actions.steps import decide_sheet, submit_sheet
from ancrage.roadmaps.actions.writing import write_sheet
from ancrage.roadmaps.models import ActionSheet
from tests.contracts import world as making
from tests.contracts.world import ARVE, DAYS, LOIRE, NOW, TODAY, again
from tests.roadmaps.world import validated
from tests.simplification.world import PDF

pytestmark = pytest.mark.django_db


def journal(command) -> JournalEntry:
    return JournalEntry.objects.filter(command=command).order_by("-number").first()


def waiting(what) -> list[str]:
    rows = Item.objects.filter(cause__endswith=f":{what}", settled_at=None)
    return list(rows.values_list("title", flat=True))


def draft(world, kind="contract", scope=ARVE, who="manager"):
    return draft_act(by=world.actor(who), now=NOW, scope=scope, kind=kind)


def prepare(world, act, verb, who="manager", reason=""):
    return prepare_act(by=world.actor(who), now=NOW, act=act, verb=verb, reason=reason)


class TestDrafting:
    def test_the_first_act_opens_the_contract(self, world):
        act = draft(world, "protocol")
        assert (act.rank, act.state, act.contract.scope) == (1, "draft", ARVE)
        assert act.contract.code == "C-2026-0001"
        assert journal("contracts.draft").reference == "C-2026-0001/1"

    @pytest.mark.parametrize("who", ["other_copilot", "far", "referent", "auditor", "stranger"])
    def test_nobody_else_begins_one(self, world, who):
        with pytest.raises(NotAllowedError):
            draft(world, who=who)
        assert not Contract.objects.exists()

    def test_one_act_at_a_time_and_the_kinds_in_order(self, world):
        with pytest.raises(ActRefusedError, match="contrat signé"):
            draft(world, "amendment")
        with pytest.raises(ActRefusedError, match="Choisissez"):
            draft(world, "charter")
        draft(world, "protocol")
        with pytest.raises(ActRefusedError, match="en cours"):
            draft(world, "contract")
        assert next_kinds(Contract.objects.get()) == []

    def test_after_a_contract_come_amendments_alone(self, world):
        act = making.signed(world)
        assert next_kinds(act.contract) == ["amendment"]
        second = making.signed(world, "amendment", ends_on="2031-12-31")
        assert (second.rank, second.name) == (3, "avenant n°\N{NO-BREAK SPACE}1")
        assert draft(world, "amendment").rank == 4

    def test_a_territory_that_is_none_is_refused(self, world):
        with pytest.raises(ActRefusedError):
            draft_act(by=host(), now=NOW, scope="essai:nulle-part", kind="contract")

    def test_the_database_keeps_the_order_and_one_act_in_progress(self, world):
        act = draft(world, "contract")
        told = {"drafted_by": "x", "drafted_at": NOW, "moved_at": NOW, "contract": act.contract}
        for wrong in (
            {"rank": 3, "kind": "amendment"},
            {"rank": 3, "kind": "contract", "state": "dropped"},
            {"rank": 2, "kind": "amendment", "state": "dropped"},
            {"rank": 1, "kind": "protocol", "state": "signed"},
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                Act.objects.create(**told, **wrong)


class TestWriting:
    def test_what_is_written_is_kept_with_its_columns(self, world):
        act = making.drafted(world)
        assert (act.starts_on, act.ends_on) == (dt.date(2027, 1, 1), dt.date(2030, 12, 31))
        assert act.choices["purpose"] == "Partager des machines."
        assert journal("contracts.write").change["after"]["ends_on"] == "2030-12-31"

    @pytest.mark.parametrize(
        ("choices", "told"),
        [
            ({"colour": "bleu"}, "champs"),
            ({"ends_on": "2026-01-01"}, "fin"),
            ({"sheets": ["F-2026-999999"]}, "choisir"),
            ({"ends_on": "jamais"}, "date"),
        ],
    )
    def test_what_is_unfit_is_refused(self, world, choices, told):
        act = making.drafted(world)
        with pytest.raises(ActRefusedError, match=told):
            write_act(
                by=world.actor("manager"), now=NOW, act=act, revision=act.revision, choices=choices
            )
        assert again(act).revision == act.revision

    def test_it_is_written_at_the_revision_that_was_read_and_only_in_preparation(self, world):
        act = making.drafted(world)
        with pytest.raises(ActRefusedError, match="relisez"):
            write_act(by=world.actor("manager"), now=NOW, act=act, revision=1, choices=DAYS)
        held = prepare(world, act, "check")
        with pytest.raises(ActRefusedError, match="arrêté"):
            write_act(
                by=world.actor("manager"), now=NOW, act=held, revision=held.revision, choices=DAYS
            )

    def test_writing_the_same_leaves_no_entry(self, world):
        act = making.drafted(world)
        count = JournalEntry.objects.count()
        write_act(by=world.actor("manager"), now=NOW, act=act, revision=act.revision, choices=DAYS)
        assert JournalEntry.objects.count() == count

    def test_not_by_who_has_no_right(self, world):
        act = making.drafted(world)
        for who in ("far", "prefecture", "referent", "auditor"):
            with pytest.raises(NotAllowedError):
                write_act(
                    by=world.actor(who), now=NOW, act=act, revision=act.revision, choices=DAYS
                )


class TestChecking:
    def test_the_content_is_kept_as_validated_and_the_committee_is_asked(self, world):
        act = making.checked(world)
        assert act.state == "checked"
        assert len(act.digest) == 64
        (sheet,) = act.content["sheets"]
        assert (sheet["version"], sheet["total_cost"]) == (1, 100_000_00)
        assert act.content["total_cents"] == 100_000_00
        assert waiting("approve")

    def test_a_working_copy_never_enters(self, world):
        sheet = ActionSheet.objects.get()
        write_sheet(
            by=world.actor("manager"),
            now=NOW,
            sheet=sheet,
            revision=sheet.revision,
            values={"title": "Un autre titre", "total_cost": 1},
        )
        act = making.checked(world)
        assert act.content["sheets"][0]["title"] == "Ouvrir un atelier partagé"

    def test_what_is_not_written_or_lacks_is_told(self, world):
        act = draft(world)
        with pytest.raises(StepRefusedError, match="reste à écrire"):
            prepare(world, act, "check")
        RoleHolding.objects.filter(role="industrial_lead", scope_code=ARVE).delete()
        act = write_act(
            by=world.actor("manager"),
            now=NOW,
            act=act,
            revision=act.revision,
            choices={**DAYS, **making.WORDS["contract"]},
        )
        with pytest.raises(StepRefusedError, match="industriel référent"):
            prepare(world, act, "check")

    def test_writing_again_forgets_what_was_checked_and_approved(self, world):
        act = making.approved(world)
        held = prepare(world, act, "rework")
        assert (held.state, held.content, held.digest, held.decided_on) == ("draft", {}, "", None)
        assert waiting("approve") == waiting("send") == []

    def test_what_is_dropped_is_taken_up_again_never_made_twice(self, world):
        act = draft(world, "protocol")
        held = prepare(world, act, "drop", reason="Directement au contrat")
        assert held.reason == "Directement au contrat"
        assert draft(world, "protocol").pk == act.pk
        prepare(world, again(act), "drop", reason="Non")
        other = draft(world, "contract")
        with pytest.raises(ActRefusedError, match="en cours"):
            prepare(world, again(act), "resume")
        prepare(world, other, "drop", reason="Non")
        assert prepare(world, again(act), "resume").state == "draft"

    def test_not_by_who_has_no_right(self, world):
        with pytest.raises(NotAllowedError):
            prepare(world, making.drafted(world), "check", who="referent")


class TestDeciding:
    def test_the_committee_approves_what_was_checked(self, world):
        act = making.checked(world)
        held = decide_act(
            by=world.actor("secretariat"),
            now=NOW,
            act=act,
            verb="approve",
            decision="Relevé du 23 novembre, point 2",
        )
        assert (held.state, held.decided_on) == ("checked", TODAY)
        assert waiting("approve") == []
        assert waiting("send")
        with pytest.raises(StepRefusedError, match="déjà"):
            decide_act(by=world.actor("secretariat"), now=NOW, act=held, verb="approve")

    def test_it_sends_it_back_with_its_reason(self, world):
        act = making.checked(world)
        with pytest.raises(StepRefusedError, match="raison"):
            decide_act(by=world.actor("copilot"), now=NOW, act=act, verb="decline")
        held = decide_act(
            by=world.actor("copilot"), now=NOW, act=act, verb="decline", reason="Trop court"
        )
        assert (held.state, held.reason, held.content) == ("draft", "Trop court", {})

    @pytest.mark.parametrize("who", ["elected", "manager", "prefecture", "other_copilot"])
    def test_the_territory_does_not_decide(self, world, who):
        act = making.checked(world)
        with pytest.raises(NotAllowedError):
            decide_act(by=world.actor(who), now=NOW, act=act, verb="approve")

    def test_a_protocole_is_not_put_to_the_committee(self, world):
        act = making.checked(world, "protocol")
        assert waiting("send")
        with pytest.raises(StepRefusedError, match="ne demande pas"):
            decide_act(by=world.actor("copilot"), now=NOW, act=act, verb="approve")


class TestSending:
    def test_it_asks_a_signature_of_each_party_and_freezes_the_bytes(self, world):
        act = making.sent(world)
        assert (act.state, act.sendings, act.due) == ("sent", 1, TODAY + dt.timedelta(days=30))
        assert act.document.sha256 == act.digest
        held = {one.party.split(":")[0]: one for one in act.signatures.all()}
        assert sorted(held) == [
            "elected",
            "industrial",
            "intercommunality",
            "operator",
            "region",
            "state",
        ]
        assert {one.state for one in held.values()} == {Signature.ASKED}
        assert held["region"].scope_code == making.NORTH
        assert journal("contracts.send").change["after"]["digest"] == act.digest

    def test_an_order_is_kept(self, world):
        act = making.sent(world, signing_order="ordered")
        told = dict(act.signatures.values_list("role", "rank"))
        assert told["elected_lead"] < told["referent"] < told["copilot"] == told["state_region"]

    def test_only_what_was_previewed_is_sent(self, world):
        act = making.approved(world)
        with pytest.raises(StepRefusedError, match="aperçu"):
            send_act(by=world.actor("elected"), now=NOW, act=act, digest_seen="0" * 64)
        assert again(act).state == "checked"

    def test_what_changed_since_is_told_and_not_sent(self, world):
        act = making.approved(world)
        sheet = ActionSheet.objects.get()
        changed = write_sheet(
            by=world.actor("manager"),
            now=NOW,
            sheet=sheet,
            revision=sheet.revision,
            values={"ends": "2030"},
        ).sheet
        proposed = submit_sheet(by=world.actor("elected"), now=NOW, sheet=changed, verb="revise")
        decide_sheet(by=world.actor("secretariat"), now=NOW, sheet=proposed, verb="accept")
        with pytest.raises(StepRefusedError, match="version 1 à la version 2"):
            send_act(by=world.actor("elected"), now=NOW, act=act, digest_seen=act.digest)

    def test_not_before_the_committee_nor_by_anybody(self, world):
        act = making.checked(world)
        with pytest.raises(StepRefusedError, match="comité"):
            send_act(by=world.actor("elected"), now=NOW, act=act, digest_seen=act.digest)
        with pytest.raises(NotAllowedError):
            send_act(by=world.actor("referent"), now=NOW, act=act, digest_seen=act.digest)

    def test_a_day_to_sign_may_be_chosen_not_past(self, world):
        act = making.approved(world)
        due = TODAY - dt.timedelta(days=3)
        held = send_act(
            by=world.actor("elected"), now=NOW, act=act, digest_seen=act.digest, due=due
        )
        assert held.due > TODAY


class TestSigning:
    def test_signed_by_all_it_binds_and_is_read_by_everybody(self, world):
        act = making.signed(world)
        assert (act.state, act.signed_on) == ("signed", TODAY)
        assert find_act(world.actor("stranger"), act.contract.code, 2) is not None

    def test_not_while_one_has_not_signed(self, world):
        act = making.sent(world)
        act.signatures.exclude(role="copilot").update(state="signed", signed_at=NOW)
        with pytest.raises(StepRefusedError, match="manque"):
            conclude_act(act=again(act), now=NOW)
        assert again(act).state == "sent"

    def test_it_is_withdrawn_before_the_last_signature(self, world):
        act = making.sent(world)
        act.signatures.filter(role="elected_lead").update(state="signed", signed_at=NOW)
        with pytest.raises(NotAllowedError):
            withdraw_act(by=world.actor("referent"), now=NOW, act=act, reason="Erreur")
        held = withdraw_act(by=world.actor("elected"), now=NOW, act=act, reason="Erreur")
        assert held.state == "withdrawn"
        states = set(held.signatures.values_list("state", flat=True))
        assert states == {Signature.SIGNED, Signature.WITHDRAWN}
        assert waiting("take_up")

    def test_refused_it_is_taken_up_and_sent_again_with_new_signatures(self, world):
        act = making.sent(world)
        held = stop_act(act=again(act), verb="refuse", reason="Pas voté", now=NOW)
        assert (held.state, held.reason) == ("refused", "Pas voté")
        held = prepare(world, held, "rework")
        held = prepare(world, held, "check")
        held = decide_act(by=world.actor("secretariat"), now=NOW, act=held, verb="approve")
        held = send_act(by=world.actor("elected"), now=NOW, act=held, digest_seen=held.digest)
        assert held.sendings == 2
        assert held.signatures.filter(sending=2, state=Signature.ASKED).count() == 6

    def test_it_expires_once_the_day_is_past(self, world):
        act = making.sent(world)
        with pytest.raises(StepRefusedError, match="court encore"):
            stop_act(act=again(act), verb="expire", reason="", now=NOW)
        held = stop_act(act=again(act), verb="expire", reason="", now=making.LATER)
        assert held.state == "expired"
        assert set(held.signatures.values_list("state", flat=True)) == {Signature.EXPIRED}


class TestAmending:
    def test_it_must_change_something(self, world):
        making.signed(world)
        act = making.drafted(world, "amendment")
        with pytest.raises(StepRefusedError, match="ne change ni"):
            prepare(world, act, "check")

    def test_a_sheet_validated_since_enters_by_it(self, world):
        making.signed(world)
        sheet = validated(world, title="Une halle", reference="A2")
        act = making.checked(world, "amendment")
        change = frozen_change(act)
        assert list(change.of("sheets")) == [sheet.code]
        assert sum(new or 0 for _old, new in change.of("money").values()) == 100_000_00


class TestOutside:
    def enter(self, world, who="secretariat", content=PDF, name="contrat.pdf", **told):
        usual = {"kind": "contract", "signed_on": dt.date(2019, 6, 14)}
        outside = Outside(**(usual | told))
        return enter_outside(
            by=world.actor(who), now=NOW, scope=ARVE, told=outside, name=name, content=content
        )

    def test_it_is_signed_known_by_its_scan_and_continued(self, world):
        sheet = ActionSheet.objects.get()
        act = self.enter(world, sheets=[sheet.code], ends_on=dt.date(2022, 12, 31))
        assert (act.state, act.is_outside, act.contract.origin) == ("signed", True, "outside")
        assert bytes(act.document.content.data) == PDF
        assert act.content["parties"] == []
        assert journal("contracts.enter").change["after"]["file"] == act.document.sha256
        amended = making.checked(world, "amendment")
        change = frozen_change(amended)
        assert change.of("parties") == {}
        assert change.of("dates") == {"ends_on": ("2022-12-31", "2030-12-31")}
        assert change.of("sheets") == change.of("money") == {}

    def test_what_nobody_told_is_not_invented(self, world):
        act = self.enter(world)
        assert (act.content["sheets"], act.content["money"], act.starts_on) == ([], [], None)

    @pytest.mark.parametrize(
        "told",
        [
            {"signed_on": dt.date(2030, 1, 1)},
            {"starts_on": dt.date(2020, 1, 1), "ends_on": dt.date(2019, 1, 1)},
            {"sheets": ["F-2026-999999"]},
            {"kind": "amendment"},
        ],
    )
    def test_what_cannot_be_is_refused_and_nothing_is_kept(self, world, told):
        with pytest.raises(ActRefusedError):
            self.enter(world, **told)
        assert not Contract.objects.exists()

    def test_a_scan_that_is_no_file_is_refused(self, world):
        with pytest.raises(FileRefusedError):
            self.enter(world, content=b"", name="contrat.pdf")

    @pytest.mark.parametrize("who", ["far", "prefecture", "referent", "auditor"])
    def test_not_by_who_has_no_right(self, world, who):
        with pytest.raises(NotAllowedError):
            self.enter(world, who=who)

    def test_acts_follow_each_other_in_time(self, world):
        self.enter(world, kind="protocol", signed_on=dt.date(2020, 1, 1))
        with pytest.raises(ActRefusedError, match="après"):
            self.enter(world, signed_on=dt.date(2019, 1, 1))


class TestReading:
    def test_what_is_prepared_is_read_by_its_own(self, world):
        act = making.checked(world)
        for who, count in {"manager": 1, "copilot": 1, "national": 1, "auditor": 1}.items():
            assert visible_to(world.actor(who)).count() == count, who
        for who in ("far", "other_copilot", "stranger", "referent"):
            assert not visible_to(world.actor(who)).exists(), who
            assert find_act(world.actor(who), act.contract.code, 2) is None

    def test_an_operator_reads_what_he_is_asked_to_sign(self, world):
        act = making.sent(world)
        assert find_act(world.actor("referent"), act.contract.code, 2) is not None

    def test_the_milestones_of_each_territory(self, world):
        making.signed(world, "protocol")
        making.signed(world)
        act = making.drafted(world, "amendment")
        told = milestones_at(TODAY)[ARVE]
        assert (told.protocol_on, told.contract_on, told.amended_on) == (TODAY, TODAY, None)
        assert told.pending == act
        before = milestones_at(TODAY - dt.timedelta(days=1))[ARVE]
        assert (before.protocol_on, before.contract_on) == (None, None)
        assert LOIRE not in milestones_at(TODAY)
