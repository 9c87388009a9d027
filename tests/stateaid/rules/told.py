"""Reads the cases of tests/stateaid/cases: French facts into what a check takes."""

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from ancrage.funding.rules.cells import read_money
from ancrage.stateaid.definitions import regimes
from ancrage.stateaid.rules.checking import check
from ancrage.stateaid.rules.model import Aid, Answer, Asked, Company, Link, Origin, Tables
from ancrage.stateaid.rules.needs import VEHICLES

CASES = Path(__file__).parents[1] / "cases"
SIRENS = {name: f"00000000{place}" for place, name in enumerate("ABCDM", start=1)}
SIRENS["Région"] = "200000001"
NAMES = {siren: name for name, siren in SIRENS.items()}
ANSWERS = {"oui": Answer.YES, "non": Answer.NO, "inconnu": Answer.UNKNOWN}
TOLD = {"oui": True, "non": False, "inconnu": None, "inconnue": None}
SIZES = {"petite": "small", "moyenne": "medium", "grande": "large", "inconnue": ""}
ORIGINS = {
    "nos engagements": Origin.LEDGER,
    "registre": Origin.REGISTER,
    "déclaration": Origin.DECLARED,
}
LONG_AGO = dt.date(2000, 1, 1)
KNOWN = {
    "case": {"titre", "texte", "faits", "demande", "réponse", "plus", "manque", "groupe"}
    | {"su_ensuite", "ensuite", "dit"},
    "faits": {"entreprise", "aides", "liens", "zones", "zones_depuis", "registre", "su"},
    "entreprise": {"taille", "clôture", "transport", "déclaration", "liens", "activité"},
    "aide": {"à", "le", "montant", "régime", "projet", "numéro", "financeur", "selon", "appris"}
    | {"transport", "profite"},
    "lien": {"de", "vers", "nature", "depuis", "jusque", "capitaux", "appris"},
    "demande": {"le", "montant", "régime", "coûts", "projet", "commune", "numéro", "réponses"},
}
"""The words that a case may use: a misspelt one must not pass unread."""


def cases(name):
    """The cases of a file."""
    return yaml.safe_load((CASES / f"{name}.yaml").read_text(encoding="utf-8"))


def cents(words):
    """« 12 500,00 € »; None for « inconnu »."""
    return None if words == "inconnu" else read_money(str(words)).cents


def spaced(text):
    """A text with plain spaces, as cases are typed."""
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


@dataclass(frozen=True)
class World:
    """What a check takes."""

    asked: Asked
    company: Company
    aids: tuple = ()
    links: tuple = ()
    tables: Tables = field(default_factory=Tables)
    known_on: dt.date = dt.date.max

    def verdict(self):
        """What the rules say of it."""
        return check(
            self.asked,
            company=self.company,
            aids=self.aids,
            links=self.links,
            tables=self.tables,
            regimes=regimes(),
            known_on=self.known_on,
        )


def world(case):
    """The world of a case."""
    facts, asked = case.get("faits", {}), case["demande"]
    _checked("case", {key for key in case if key != "pourquoi"})
    _checked("faits", facts)
    _checked("demande", asked)
    aids = enumerate(facts.get("aides", ()))
    return World(
        asked=_asked(asked),
        company=_company(facts.get("entreprise", {}), asked["le"]),
        aids=tuple(_aid(told, f"aide-{place}") for place, told in aids),
        links=tuple(_link(told) for told in facts.get("liens", ())),
        tables=_tables(facts),
        known_on=facts.get("su", dt.date.max),
    )


def full_answers(code, on):
    """Every condition of a regime on a day, answered yes; no bonus; no account apart."""
    regime = regimes().by_code.get(code)
    version = regime.on(on) if regime else None
    if version is None:
        return {}
    freight = [each for each in version.freight_conditions if each.code == VEHICLES]
    return {condition.code: True for condition in (*version.conditions, *freight)}


def _checked(kind, told):
    assert not set(told) - KNOWN[kind], (kind, told)


def _asked(told):
    code = told.get("régime", "de_minimis")
    answers = full_answers(code, told["le"])
    for name, word in told.get("réponses", {}).items():
        answers[name] = TOLD[word]
    return Asked(
        siren=SIRENS["A"],
        cents=cents(told["montant"]),
        regime=code,
        on=told["le"],
        eligible=cents(told["coûts"]) if "coûts" in told else None,
        project=told.get("projet", ""),
        commune=told.get("commune", ""),
        number=told.get("numéro", ""),
        conditions={name: answer for name, answer in answers.items() if answer is not None},
    )


def _company(told, on):
    _checked("entreprise", told)
    day, month = (
        told.get("clôture", "31/12").split("/")
        if told.get("clôture") != "inconnue"
        else (
            None,
            None,
        )
    )
    declared, linked = told.get("déclaration", on), told.get("liens", on)
    return Company(
        siren=SIRENS["A"],
        size=SIZES[told.get("taille", "inconnue")],
        year_end=(int(month), int(day)) if day else None,
        road_freight=TOLD[told.get("transport", "non")],
        is_undertaking=TOLD[told.get("activité", "oui")],
        links_known_on=None if linked == "inconnus" else linked,
        declared_on=None if declared == "aucune" else declared,
    )


def _aid(told, code):
    _checked("aide", told)
    return Aid(
        code=code,
        siren=SIRENS[told.get("à", "A")],
        granted_on=told["le"],
        cents=cents(told["montant"]),
        regime=told.get("régime", "de_minimis"),
        origin=ORIGINS[told.get("selon", "nos engagements")],
        recorded_on=told.get("appris", told["le"]),
        financer=told.get("financeur", ""),
        project=told.get("projet", ""),
        number=told.get("numéro", ""),
        road_freight=TOLD[told.get("transport", "non")],
        benefited=SIRENS[told["profite"]] if "profite" in told else "",
    )


def _link(told):
    _checked("lien", told)
    equity = tuple(map(cents, told["capitaux"])) if "capitaux" in told else None
    return Link(
        holder=SIRENS[told["de"]],
        held=SIRENS[told["vers"]],
        kind=told["nature"],
        since=told["depuis"],
        until=told.get("jusque"),
        source="déclaration",
        recorded_on=told.get("appris", told["depuis"]),
        equity=equity,
    )


def _tables(facts):
    since = facts.get("zones_depuis", dt.date(2022, 1, 1))
    zones = {commune: ((since, None, zone),) for commune, zone in facts.get("zones", {}).items()}
    return Tables(zones=zones or None, register_until=facts.get("registre"))
