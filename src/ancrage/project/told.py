"""What the demonstration says when it is ready: what it did, and where to look."""

from typing import Any

from ancrage.selection.engine.wording import NBSP, number
from ancrage.selection.models import Identification

ALPS = "84"


def lines(
    *, main: Identification, others: tuple[Identification, ...], address: str, seconds: float
) -> list[str]:
    """Some lines of French."""
    result = main.result
    alps = sum(territory["region"] == ALPS for territory in result["territories"])
    pages = {
        "L’accueil et la carte": "/",
        "L’identification, sa preuve": "/identification/",
        "Pourquoi pas nous ?": "/intercommunalites/",
        "Agir : choisir un personnage": "/connexion/",
        "La liste et son histoire": "/histoire/",
        "Le panier de services": "/panier/",
        "L’argent promis, accordé, payé": "/argent/",
        "Les fiches action publiées": "/fiches/?liste=publiees",
        "Les comités et leurs décisions": "/comites/",
        "Où en est chaque territoire": "/parcours/",
        "Qui peut quoi": "/qui-peut-quoi/",
        "L’API": "/api/v1/openapi.json",
    }
    count, cover = len(result["territories"]), percent(result["coverage"]["share"], 1)
    proof = f"{percent(result['gap'], 4)} près, en {_seconds(result['seconds'])}"
    return [
        f"Ancrage est prêt en {_seconds(seconds)}. Liste simulée, et non la liste officielle.",
        f"  {count} territoires, dont {alps} en Auvergne-Rhône-Alpes, tirés des chiffres publics ;",
        f"  {cover} des emplois industriels (estimation) ; valeur prouvée à {proof}.",
        *([_explained(main)] if main.explanation else []),
        f"  Aussi calculées, pour comparer : {' ; '.join(other.title for other in others)}.",
        "Où regarder :",
        *(f"  {label:<31} {address}{path}" for label, path in pages.items()),
    ]


def _explained(main: Identification) -> str:
    units: dict[str, Any] = (main.explanation or {})["units"]
    possible = number(sum(unit["status"] == "alternative" for unit in units.values()))
    draws = f" ; {main.robustness['runs']} tirages" if main.robustness else ""
    return (
        f"  {number(len(units))} intercommunalités expliquées ; {possible} autres possibles{draws}."
    )


def _seconds(value: float) -> str:
    return f"{number(value, 1)}{NBSP}s"


def percent(share: float | None, decimals: int) -> str:
    return "inconnu" if share is None else f"{number(share * 100, decimals)}{NBSP}%"
