"""Sentences in which a name follows « de » or « à »."""

import pytest

from ancrage.kernel.text import contracted


@pytest.mark.parametrize(
    ("joined", "written"),
    [
        ("la majorité des droits de vote de Usinage", "la majorité des droits de vote d’Usinage"),
        ("les paiements de Île-de-France", "les paiements d’Île-de-France"),
        ("les entreprises de Le Creusot", "les entreprises du Creusot"),
        ("la zone d’activités de Les Haies", "la zone d’activités des Haies"),
        ("une filière à Le Reposoir", "une filière au Reposoir"),
        ("une friche à Les Éparres, à Les Haies", "une friche aux Éparres, aux Haies"),
        (
            "de Lens à Lesquin, de La Rochelle à L’Isle",
            "de Lens à Lesquin, de La Rochelle à L’Isle",
        ),
        ("une cote de indice, mode Arve, de 3 à 5", "une cote de indice, mode Arve, de 3 à 5"),
    ],
)
def test_a_name_after_de_or_a(joined, written):
    assert contracted(joined) == written
