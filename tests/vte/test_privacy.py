"""Nothing of those who answer or are hired is held; a company's figures are not public."""

import pytest
from django.apps import apps
from django.db import models

from ancrage.journal.models import JournalEntry
from ancrage.people.privacy import registered
from ancrage.vte.documents import offer_document
from ancrage.vte.models import Aid, Offer
from ancrage.vte.rules.told import PRIVATE, Hiring, Told

NAMES = ("candidate", "applicant", "given_name", "family_name", "email", "birth", "phone", "cv")


def test_no_model_holds_a_candidate_nor_who_was_hired():
    held = list(apps.get_app_config("vte").get_models())
    assert set(held) == {Offer, Aid}
    for model in held:
        for field in model._meta.get_fields():
            assert not any(name in field.name for name in NAMES), field.name
            assert not isinstance(field, models.FileField), field.name
    assert not any(name in field for field in Hiring.__slots__ for name in (*NAMES, "name"))


@pytest.mark.django_db
def test_a_person_reads_which_missions_he_wrote_and_nothing_is_to_erase(world):
    offer = world.draft()
    reference = world.person("company").reference
    kind = registered()["vte_offer"]
    assert [held["code"] for held in kind.export(reference)] == [offer.code]
    assert kind.erase(reference=reference, now=offer.created_at) == 0


@pytest.mark.django_db
def test_a_company_s_figures_are_neither_public_nor_in_the_journal(world):
    offer = world.published()
    told = offer_document(offer)
    assert not set(PRIVATE) & told.keys()
    assert set(PRIVATE) <= set(Told.__slots__)
    for entry in JournalEntry.objects.filter(kind="vte_offer"):
        assert not any(name in str(entry.change) for name in PRIVATE)
