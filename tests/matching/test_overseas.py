"""A company of an overseas collectivity: its place is said by its name, never by a code."""

import pytest
from django.urls import reverse

from tests.mission.pages import text_of

DUMBEA = "98805"


@pytest.mark.usefixtures("reference")
def test_a_company_of_dumbea_reads_why_not_with_the_name_of_its_place(client):
    asked = {"commune": DUMBEA, "besoin": "recruter", "date": "2026-11-23"}
    shown = text_of(client.get(reverse("company_needs"), asked))
    assert "Dumbéa" in shown
    assert "région : Nouvelle-Calédonie" in shown
    assert "988" not in shown.replace(DUMBEA, "")
