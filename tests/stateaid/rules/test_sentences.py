"""What a verdict says, in the order in which one reads it."""

import datetime as dt
from dataclasses import replace

from ancrage.stateaid.rules.model import Answer
from tests.stateaid.rules.told import cases, spaced, world

REFUSED = {
    "faits": {
        "liens": [
            {"de": "B", "vers": "A", "nature": "votes", "depuis": dt.date(2020, 3, 1)},
            {"de": "Région", "vers": "B", "nature": "votes", "depuis": dt.date(2019, 1, 1)},
        ],
        "aides": [{"à": "B", "le": dt.date(2025, 5, 1), "montant": "290 000 €"}],
    },
    "demande": {"le": dt.date(2026, 5, 1), "montant": "12 000 €"},
}


def said(told):
    return [spaced(sentence) for sentence in told]


def test_a_refusal_tells_what_is_left_the_sum_the_window_the_group_then_the_law():
    verdict = world(REFUSED).verdict()
    assert said(verdict.reasons) == [
        "Les 12 000 € demandés dépassent le reste (10 000 €) : Plafond d’une entreprise unique.",
        "Une aide qui dépasse un plafond ne bénéficie pas du régime, même pour une partie.",
        "Jusqu’à 10 000 € peuvent être octroyés.",
        "Plafond d’une entreprise unique : 300 000 € ; aides comptées : 290 000 € ; reste "
        "10 000 € (règlement (UE) 2023/2831, art. 3, par. 2, et art. 5, par. 2).",
        "Les aides reçues du 1er mai 2023 au 1er mai 2026 comptent.",
        "L’entreprise unique compte une autre société au 1er mai 2026.",
        "200000001 est une personne publique : ce qu’elle détient par ailleurs n’est pas lié.",
        "Les liens par une personne physique ne sont pas suivis.",
        "Régime : De minimis (règlement général). Texte : Règlement (UE) 2023/2831 du "
        "13 décembre 2023, aides de minimis.",
        "L’aide compte encore le jour de son troisième anniversaire et sort de la fenêtre le "
        "lendemain : lecture prudente, d’après le règlement n° 1182/71 ; une aide du 29 février "
        "en sort le 1er mars.",
        "Les aides de minimis SIEG ont leur propre plafond : l’art. 5, par. 1, permet le cumul, "
        "et la lecture retenue n’y voit pas de plafond commun.",
    ]
    assert said(verdict.group.values()) == [
        "Entreprise qui demande l’aide.",
        "000000002 détient la majorité des droits de vote de 000000001 depuis le 1er mars 2020 "
        "(déclaration).",
    ]
    assert (verdict.ceiling, verdict.used, verdict.room) == (300_000_00, 290_000_00, 10_000_00)
    assert verdict.window == (dt.date(2023, 5, 1), dt.date(2026, 5, 1))
    [counted] = verdict.counted
    assert counted.in_window
    assert counted.because == list(verdict.group.values())[1]


def test_then_it_is_granted_in_part():
    held = world(REFUSED)
    verdict = replace(held, asked=replace(held.asked, cents=10_000_00)).verdict()
    assert verdict.answer == Answer.YES
    assert spaced(verdict.reasons[0]) == "Les 10 000 € demandés peuvent être octroyés."


def test_a_chain_of_links_is_told_link_by_link():
    case = next(case for case in cases("groupe") if "chaîne" in case["titre"])
    group = world(case).verdict().group
    assert spaced(list(group.values())[-1]) == (
        "000000002 détient la majorité des droits de vote de 000000001 depuis le 1er janvier "
        "2020 (déclaration) ; 000000003 dispose, par un accord avec d’autres associés, de la "
        "majorité des votes de 000000002 depuis le 1er janvier 2020 (déclaration) ; 000000003 "
        "exerce par contrat ou par les statuts une influence dominante sur 000000004 depuis le "
        "1er janvier 2020 (déclaration)."
    )


def test_an_unknown_window_and_an_unknown_sum_are_told_as_such():
    case = next(case for case in cases("fenetre") if case["titre"].endswith("et elle décide"))
    verdict = world(case).verdict()
    told = "\n".join(said(verdict.reasons))
    assert "selon la date de clôture de l’exercice" in told
    assert "aides comptées : entre 0 € et 200 000 € (règlement" in told
    assert verdict.used is None
    assert verdict.room is None


def test_a_rate_that_is_not_known_says_what_is_missing():
    case = next(case for case in cases("couts") if "sans la table" in case["titre"])
    told = said(world(case).verdict().reasons)
    assert told[0] == (
        "Intensité maximale du régime : à établir, il manque : Table des zones d’aide à finalité "
        "régionale en vigueur le 1er mai 2026 ; aides comptées : 0 € (RGEC, art. 14)."
    )


def test_numbers_that_are_only_reported_are_said_to_be():
    case = next(case for case in cases("fenetre") if case["demande"].get("régime") == "fishery")
    told = "\n".join(said(world(case).verdict().reasons))
    assert "restent à vérifier sur le texte" in told


def test_the_intensity_is_shown_with_the_highest_it_may_be():
    case = next(case for case in cases("couts") if "de minimis sur les mêmes" in case["titre"])
    verdict = world(case).verdict()
    assert verdict.intensity == 0.21
    assert verdict.highest == 0.2
