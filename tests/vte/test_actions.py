"""What is done to missions: written, proposed, refused by the rule or the referent, filled."""

import datetime as dt
from dataclasses import replace

import pytest

from ancrage.inbox.models import Item
from ancrage.journal.models import JournalEntry
from ancrage.journal.policy import NotAllowedError
from ancrage.kernel.workflow import StepRefusedError
from ancrage.vte.actions.hirings import declare_hiring
from ancrage.vte.actions.offers import edit_offer, post_offer
from ancrage.vte.actions.parts import OfferRefusedError, StaleOfferError
from ancrage.vte.actions.steps import (
    accept_offer,
    expire_offers,
    refuse_offer,
    submit_offer,
    take_back_offer,
    withdraw_offer,
)
from ancrage.vte.models import Offer
from ancrage.vte.queries.offers import find_offer, published, visible_to
from ancrage.vte.queries.places import PlaceRefusedError
from ancrage.vte.rules.told import Hiring
from tests.vte.world import (
    HERE,
    HOST,
    INSIDE,
    NOW,
    OUTSIDE,
    SIBLING,
    SIRET,
    TODAY,
    complete,
)

pytestmark = pytest.mark.django_db
LATER = NOW + dt.timedelta(days=1)
CDI = Hiring(TODAY, "cdi", level=5, in_training=False, months_since_degree=6)


def entries(offer=None):
    held = JournalEntry.objects.filter(kind="vte_offer").order_by("number")
    return list(held.filter(reference=offer.code) if offer else held)


def waiting(prefix):
    held = Item.objects.filter(cause__startswith=prefix, settled_at=None, kind=Item.TODO)
    return list(held.values_list("cause", flat=True))


def test_a_company_posts_for_itself(world):
    offer = world.draft()
    assert (offer.state, offer.company, offer.on_behalf) == ("draft", "ent-1", "")
    assert (offer.commune, offer.territory, offer.is_placed) == (INSIDE, HERE, True)
    assert offer.list_code == "essai-2018"
    (entry,) = entries(offer)
    assert entry.command == "vte.post"
    assert "headcount" not in str(entry.change)
    assert "800000000" not in str(entry.change)


def test_a_place_outside_of_any_territory_is_known_to_be(world):
    offer = world.draft(place=OUTSIDE)
    assert (offer.territory, offer.is_placed) == ("", True)


def test_before_the_first_list_nobody_can_say(world):
    early = dt.datetime(2018, 1, 3, 12, tzinfo=dt.UTC)
    offer = post_offer(by=HOST, now=early, told=complete())
    assert (offer.territory, offer.is_placed) == ("", False)


def test_a_place_is_told_by_its_name_too(world):
    assert world.draft(place="commune 1").commune == "00001"


@pytest.mark.parametrize("place", ["Nulle-Part", "99999"])
def test_a_place_that_is_not_is_refused(world, place):
    with pytest.raises(PlaceRefusedError, match="Aucune commune"):
        world.draft(place=place)


def test_a_name_of_several_communes_is_refused_with_their_codes(world):
    with pytest.raises(PlaceRefusedError, match="00000"):
        world.draft(place="Commune")


def test_a_company_does_not_post_for_another(world):
    with pytest.raises(NotAllowedError):
        post_offer(by=world.actor("rival"), now=NOW, told=complete(), company="ent-1")


def test_a_project_manager_posts_on_behalf_in_his_territory_alone(world):
    offer = world.draft(by="manager")
    assert (offer.on_behalf, offer.company) == ("territory", "ent-1")
    assert find_offer(world.actor("company"), offer.code)
    with pytest.raises(OfferRefusedError, match="votre territoire"):
        world.draft(by="manager", place=SIBLING)
    with pytest.raises(OfferRefusedError, match="votre territoire"):
        edit_offer(
            by=world.actor("manager"),
            now=NOW,
            offer=offer,
            told=replace(offer.told, place=SIBLING),
        )
    with pytest.raises(NotAllowedError):
        submit_offer(by=world.actor("neighbour"), now=NOW, offer=offer)


def test_a_project_manager_does_not_touch_what_a_company_wrote(world):
    offer = world.draft()
    with pytest.raises(NotAllowedError):
        submit_offer(by=world.actor("manager"), now=NOW, offer=offer)


@pytest.mark.parametrize("who", ["stranger", "copilot", "auditor", "ademe"])
def test_nobody_else_posts(world, who):
    with pytest.raises(NotAllowedError):
        world.draft(by=who)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"siret": "12345678901234"}, "SIRET"),
        ({"sector": "agriculture"}, "agriculture"),
        ({"contact": "jeanne.martin@essai.example"}, "personne"),
    ],
)
def test_what_cannot_stand_is_refused_with_its_reason(world, changes, says):
    with pytest.raises(OfferRefusedError, match=says):
        world.draft(**changes)
    assert not Offer.objects.exists()


def test_the_siret_is_kept_as_it_should_be(world):
    spaced = f"{SIRET[:3]} {SIRET[3:6]} {SIRET[6:9]} {SIRET[9:]}"
    assert world.draft(siret=spaced).siret == SIRET


def test_an_incomplete_mission_is_not_proposed(world):
    offer = world.draft(title="", contact="")
    with pytest.raises(StepRefusedError, match="l’intitulé de la mission, comment répondre"):
        submit_offer(by=world.actor("company"), now=NOW, offer=offer)


def test_refused_by_the_rule_corrected_accepted_published(world):
    company, referent = world.actor("company"), world.actor("referent")
    offer = world.submitted(contract="cdd", months=6)
    assert offer.state == "refused"
    assert "CDD de douze mois au moins" in offer.reason
    assert "Portez le CDD à douze mois" in offer.reason
    assert waiting(f"vte:{offer.code}:") == [f"vte:{offer.code}:correct"]
    with pytest.raises(StepRefusedError, match="corrigez-la"):
        submit_offer(by=company, now=LATER, offer=offer)
    offer = edit_offer(by=company, now=LATER, offer=offer, told=replace(offer.told, months=12))
    offer = submit_offer(by=company, now=LATER, offer=offer)
    assert (offer.state, offer.reason) == ("submitted", "")
    assert waiting(f"vte:{offer.code}:") == [f"vte:{offer.code}:check"]
    offer = accept_offer(by=referent, now=LATER, offer=offer)
    assert offer.state == "published"
    assert list(published(TODAY)) == [offer]
    assert waiting(f"vte:{offer.code}:") == []
    assert Item.objects.filter(kind=Item.KNOW, title__contains="est publiée").exists()
    assert [entry.command for entry in entries(offer)] == [
        "vte.post",
        "vte.submit",
        "vte.edit",
        "vte.submit",
        "vte.accept",
    ]


def test_refused_by_the_referent_for_a_reason(world):
    offer = world.submitted()
    referent = world.actor("referent")
    with pytest.raises(StepRefusedError, match="raison"):
        refuse_offer(by=referent, now=NOW, offer=offer, reason=" ")
    offer = refuse_offer(by=referent, now=NOW, offer=offer, reason="Mission trop vague.")
    assert (offer.state, offer.reason) == ("refused", "Mission trop vague.")
    with pytest.raises(StepRefusedError):
        accept_offer(by=referent, now=NOW, offer=offer)


def test_what_the_rule_does_not_know_is_left_to_the_referent(world):
    offer = world.submitted(headcount=None)
    assert offer.state == "submitted"


@pytest.mark.parametrize("who", ["company", "manager", "ademe", "national", "copilot"])
def test_only_the_operator_accepts(world, who):
    offer = world.submitted()
    with pytest.raises(NotAllowedError):
        accept_offer(by=world.actor(who), now=NOW, offer=offer)


def test_a_past_end_is_not_accepted(world):
    offer = world.submitted(closes_on=TODAY)
    with pytest.raises(StepRefusedError, match="passée"):
        accept_offer(by=world.actor("referent"), now=LATER, offer=offer)


def test_a_published_mission_is_taken_back_to_be_corrected(world):
    company = world.actor("company")
    offer = world.published()
    with pytest.raises(OfferRefusedError, match="reprenez-la"):
        edit_offer(by=company, now=NOW, offer=offer, told=complete(title="Autre"))
    offer = take_back_offer(by=company, now=NOW, offer=offer)
    assert offer.state == "draft"
    assert not published(TODAY).exists()


def test_a_mission_is_withdrawn_for_good(world):
    offer = withdraw_offer(
        by=world.actor("company"), now=NOW, offer=world.published(), reason="Projet reporté."
    )
    assert offer.state == "withdrawn"
    with pytest.raises(StepRefusedError):
        submit_offer(by=world.actor("company"), now=NOW, offer=offer)


def test_who_writes_on_an_older_version_is_told(world):
    offer = world.draft()
    company = world.actor("company")
    edit_offer(by=company, now=NOW, offer=offer, told=complete(title="Premier"), version=1)
    with pytest.raises(StaleOfferError, match="Quelqu’un a changé"):
        edit_offer(by=company, now=NOW, offer=offer, told=complete(title="Second"), version=1)
    assert Offer.objects.get(pk=offer.pk).title == "Premier"


def test_nothing_changed_leaves_no_entry(world):
    offer = world.draft()
    edit_offer(by=world.actor("company"), now=NOW, offer=offer, told=offer.told)
    assert len(entries(offer)) == 1


def test_a_hiring_is_declared_without_a_name(world):
    offer = world.published(now=NOW - dt.timedelta(days=30))
    offer = declare_hiring(by=world.actor("company"), now=NOW, offer=offer, hiring=CDI)
    assert (offer.state, offer.hired_on, offer.hired_contract) == ("filled", TODAY, "cdi")
    names = {field.name for field in Offer._meta.get_fields()}
    assert not {name for name in names if "candidate" in name or "applicant" in name}
    assert not published(TODAY).exists()


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"hired_on": TODAY + dt.timedelta(days=1)}, "à venir"),
        ({"hired_on": dt.date(2020, 1, 1)}, "avant la publication"),
        ({"contract": "stage"}, "quel contrat"),
        ({"contract": "cdd"}, "durée du CDD"),
    ],
)
def test_a_hiring_that_cannot_be(world, changes, says):
    offer = world.published()
    with pytest.raises(OfferRefusedError, match=says):
        declare_hiring(
            by=world.actor("company"), now=NOW, offer=offer, hiring=replace(CDI, **changes)
        )


def test_the_green_aid_is_recalled_with_its_last_day(world):
    offer = world.filled(green=True)
    item = Item.objects.get(cause=f"vte:{offer.code}:ask", settled_at=None)
    assert item.due == dt.date(2027, 4, 4)
    assert not Item.objects.filter(cause=f"vte:{world.filled().code}:ask").exists()


def test_the_calendar_ends_what_is_over(world):
    over = world.published(closes_on=TODAY)
    left = world.published(closes_on=TODAY + dt.timedelta(days=9))
    assert expire_offers(by=HOST, now=NOW) == []
    assert over in published(TODAY)
    assert over not in published(LATER.date())
    (done,) = expire_offers(by=HOST, now=LATER)
    assert (done.code, done.state) == (over.code, "expired")
    assert Offer.objects.get(pk=left.pk).state == "published"
    assert entries()[-1].command == "vte.expire"
    with pytest.raises(NotAllowedError):
        expire_offers(by=world.actor("national"), now=LATER)


def test_who_sees_what(world):
    draft, refused = world.draft(), world.submitted(contract="cdd", months=6)
    open_ = world.published()
    seen = {
        name: {offer.code for offer in visible_to(world.actor(name))}
        for name in ("company", "rival", "manager", "referent", "ademe", "auditor", "stranger")
    }
    assert seen["company"] == {draft.code, refused.code, open_.code}
    for who in ("referent", "auditor"):
        assert seen[who] == {refused.code, open_.code}
    for who in ("rival", "manager", "ademe", "stranger"):
        assert seen[who] == {open_.code}
