"""A measure in the public schema « dispositif d'aide » (`data/aid_schema.yaml`): its fields kept.

What no source says is left empty; what the schema requires and no source says is said in words.
A place whose title is not found is not a dispositif: it is left out.
"""

import datetime as dt
import json
import uuid
from collections.abc import Iterable, Iterator, Mapping

from ancrage.catalogue.rules.basket import NATION, Basket, Means, Measure
from ancrage.catalogue.rules.eligibility import Criterion
from ancrage.catalogue.rules.implied import REGION
from ancrage.catalogue.rules.words import amount_words, measure_lines

OURS = uuid.UUID("5f1f0c2e-7d57-5d0c-9a4e-2b0f3a0c1e18")
"""The name space of our identifiers: a measure keeps its own from one export to the next."""
PROGRAMME = "Territoires d’industrie"
WHOLE_COUNTRY = "PAYS-99100"
PROMISE, DESCRIPTION = 180, 5000
"""The longest texts that the schema takes."""
KINDS: Mapping[Means, str] = {
    Means.FINANCIAL: "financement",
    Means.ADMINISTRATIVE: "information",
    Means.TECHNICAL: "accompagnement technique",
    Means.HUMAN: "accompagnement",
}
TARGETS: Mapping[str, str] = {
    "company": "professionnels",
    "project_company": "professionnels",
    "training_body": "professionnels",
    "employers_group": "professionnels",
    "association": "associations",
    "territory": "secteur public",
    "intercommunality": "secteur public",
    "local_authority": "secteur public",
    "public_body": "secteur public",
}
EVERY_TARGET = "professionnels|secteur public"
"""When no source says who may ask: the programme speaks to companies and territories."""
SIZES: Mapping[str, str] = {
    "micro": "MIC",
    "small": "PME",
    "medium": "PME",
    "mid_cap": "ETI",
    "large": "GE",
}
EVERY_SECTOR = "tous secteurs d'activité"

Row = dict[str, str]


def aid_rows(basket: Basket, *, updated: dt.datetime) -> list[Row]:
    """Every measure whose title is known, in the schema `dispositif-aide`."""
    held = (measure for measure in basket.measures.values() if measure.is_found)
    return [_row(measure, basket, updated) for measure in held]


def professional_rows(basket: Basket, *, updated: dt.datetime) -> list[Row]:
    """The measures open to companies, in the schema `dispositif-aide-professionnels`."""
    held = [m for m in basket.measures.values() if m.is_found and "professionnels" in _targets(m)]
    return [_row(m, basket, updated) | _professional(m, basket) for m in held]


def _row(measure: Measure, basket: Basket, updated: dt.datetime) -> Row:
    return {
        "id": str(uuid.uuid5(OURS, measure.code)),
        "titre": measure.name,
        "promesse": measure.brings if len(measure.brings) <= PROMISE else "",
        "description": _description(measure, basket),
        "eligibilite": _bullets(c.requires for c in measure.criteria) or "• Conditions inconnues",
        "types_aides": _kinds(measure) or "inconnu",
        "porteurs": json.dumps(_carriers(measure, basket), ensure_ascii=False),
        "programmes_parents": PROGRAMME,
        "url_source": next(_addresses(measure, basket), ""),
        "cibles": _targets(measure),
        "eligibilite_geographique": _where(measure),
        "eligibilite_geographique_exclusions": "",
        "date_ouverture": _midnight(measure.opens),
        "date_cloture": _midnight(measure.closes),
        "date_mise_a_jour": updated.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }


def _kinds(measure: Measure) -> str:
    return "|".join(kind for means, kind in KINDS.items() if means in measure.means)


def _description(measure: Measure, basket: Basket) -> str:
    lines = measure_lines(measure, basket)
    told = [measure.brings, *map(amount_words, measure.amounts)]
    named = (lines[name] for name in ("how", "takes", "remark", "certainty", "sources"))
    told += [f"{line.label}\u00a0: {line.text}" for line in named]
    if measure.owner != NATION:
        told.append("Proposée par une Région ou un opérateur.")
    if measure.is_demonstration:
        told.append("Démonstration\u00a0: inventée.")
    return "\n".join(told)[:DESCRIPTION]


def _bullets(texts: Iterable[str]) -> str:
    return "\n".join(f"• {text}" for text in texts)


def _carriers(measure: Measure, basket: Basket) -> list[dict[str, object]]:
    if not measure.operator:
        return [{"nom": "inconnu"}]
    operator = basket.operators[measure.operator]
    siren = {"siren": operator.siren} if operator.siren else {}
    return [{"nom": operator.name, **siren}]


def _addresses(measure: Measure, basket: Basket) -> Iterator[str]:
    held = (basket.sources[code] for code in measure.sources if code in basket.sources)
    return (source.url for source in held if source.url)


def _targets(measure: Measure) -> str:
    found = dict.fromkeys(target for who, target in TARGETS.items() if who in measure.open_to)
    return "|".join(found) or EVERY_TARGET


def _where(measure: Measure) -> str:
    if measure.owner.startswith(REGION):
        return f"REG-{measure.owner.removeprefix(REGION)}"
    return WHOLE_COUNTRY


def _midnight(day: dt.date | None) -> str:
    return f"{day.isoformat()}T00:00:00Z" if day else ""


def _professional(measure: Measure, basket: Basket) -> Row:
    sizes = _values(measure.criteria, "size")
    held = (basket.sources[code] for code in measure.sources if code in basket.sources)
    texts = [s for s in held if s.url and "eur-lex" in s.url]
    legal = [{"libelle": s.title, "lien": s.url} for s in texts]
    return {
        "base_juridique": json.dumps(legal, ensure_ascii=False) if legal else "",
        "eligibilite_effectif_minimal": "",
        "eligibilite_effectif_maximal": "",
        "eligibilite_categorie_taille_entreprise": "|".join(
            dict.fromkeys(code for size, code in SIZES.items() if size in sizes)
        ),
        "eligibilite_annees_existence_minimal": "",
        "eligibilite_forme_juridique": "",
        "eligibilite_forme_juridique_exclusions": "",
        "ciblage_secteur_activite": "|".join(_sectors(measure)) or EVERY_SECTOR,
        "ciblage_naf": "",
        "ciblage_naf_exclusions": "",
        "chainage_paiement": "",
    }


def _sectors(measure: Measure) -> list[str]:
    for criterion in measure.criteria:
        if criterion.check and criterion.check.fact.code == "sector":
            held = _values([criterion], "sector")
            return [label for code, label in criterion.check.fact.choices.items() if code in held]
    return []


def _values(criteria: Iterable[Criterion], fact: str) -> frozenset[object]:
    """The values of a fact that a measure's own conditions accept; none when it has no such one."""
    for criterion in criteria:
        check = criterion.check
        if check and check.fact.code == fact and isinstance(check.against, frozenset):
            return frozenset(check.against)
    return frozenset()
