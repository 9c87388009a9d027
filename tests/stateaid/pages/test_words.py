"""What a verdict says at once, and what a letter quotes of the law."""

import datetime as dt
from dataclasses import replace

import pytest

from ancrage.stateaid.definitions import regimes
from ancrage.stateaid.letters import letter_at
from ancrage.stateaid.papers import closing
from ancrage.stateaid.rules.model import Answer, Verdict
from ancrage.stateaid.words import company_label, regime_label, sums, with_names
from tests.stateaid.pages.world import ALLOWED, REFUSED, UNKNOWN


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("verdict", "said"),
    [
        (REFUSED, "reste 2 000 €, demandé 12 000 € : non. Accordez 2 000 € au plus."),
        (ALLOWED, "reste 2 000 €, demandé 12 000 € : oui."),
        (UNKNOWN, "Demandé 12 000 € : inconnu."),
        (replace(REFUSED, most=0), "non. Rien ne peut être accordé sous ce régime."),
        (replace(REFUSED, most=None), "demandé 12 000 € : non."),
        (replace(REFUSED, window=None, answer=Answer.YES), "par l’entreprise unique, reste"),
        (
            Verdict(
                Answer.NO, 500_00, "training", dt.date(2026, 1, 1), intensity=0.612, highest=0.5
            ),
            "Intensité 61,2 % pour 50,0 % au plus, demandé 12 000 € : non. Accordez 500 € au plus.",
        ),
    ],
)
def test_a_verdict_is_one_sentence_with_what_is_known(verdict, said):
    told = plain(sums(verdict, 12_000_00))
    assert told.endswith(said) or said in told
    assert told.endswith(".")
    assert ("Accordez" in told) == ("Accordez" in said)


@pytest.mark.parametrize(
    ("regime", "on", "title"),
    [
        ("de_minimis", "2013-12-31", None),
        ("de_minimis", "2023-12-31", "n° 1407/2013"),
        ("de_minimis", "2024-01-01", "2023/2831"),
        ("de_minimis", "2028-12-31", "2023/2831"),
        ("de_minimis", "2029-01-01", None),
        ("sgei", "2024-01-01", "2023/2832"),
        ("training", "2024-01-01", None),
        ("rien", "2024-01-01", None),
    ],
)
def test_a_letter_quotes_the_regulation_of_the_day_of_the_grant(regime, on, title):
    found = letter_at(regime, dt.date.fromisoformat(on))
    assert (found is None) == (title is None)
    if found is not None:
        assert title in plain(found.title)
        assert "art. " in found.article
        assert found.url.startswith("https://eur-lex.europa.eu/")


def test_every_regime_has_a_name_and_what_is_not_told_is_said():
    for code in regimes().by_code:
        assert regime_label(code) != code
    assert regime_label("") == "régime inconnu"
    assert plain(company_label("780129987", "")) == "SIREN 780129987"


def test_a_fiscal_year_may_end_on_any_day():
    assert [closing(day) for day in ("", "12-31", "02-29", "01-01")] == [
        "",
        "31 décembre",
        "29 février",
        "1er janvier",
    ]


def test_a_sentence_names_the_companies_that_are_known():
    names = {"780129987": "Verrerie", "552100554": ""}
    told = with_names("552100554 détient 780129987 depuis 2020.", names)
    assert told == "552100554 détient Verrerie (780129987) depuis 2020."
