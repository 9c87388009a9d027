"""A measure in French words, field by field: for pages, files and comparisons."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ancrage.catalogue.rules.basket import Amount, Basket, Certainty, Means, Measure
from ancrage.catalogue.rules.facts import euros
from ancrage.kernel.text import long_date, typeset

UNKNOWN, NOTHING = "inconnu", "aucun"
CERTAINTIES: Mapping[Certainty, tuple[str, str, str]] = {
    Certainty.OFFICIAL: ("officiel", "success", "Un organisme public le dit."),
    Certainty.REPORTED: ("rapporté", "info", "Quelqu’un le rapporte, sans texte officiel."),
    Certainty.UNKNOWN: ("inconnu", "warning", "Aucune source lue ne l’établit."),
}
"""How sure we are: the word, the kind of badge, what it means."""
MEANS: Mapping[Means, str] = {
    Means.FINANCIAL: "financiers",
    Means.ADMINISTRATIVE: "administratifs",
    Means.TECHNICAL: "techniques",
    Means.HUMAN: "humains",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One field of a measure: what it is called, what it says."""

    label: str
    text: str


def measure_lines(measure: Measure, basket: Basket) -> dict[str, Line]:
    """All that a measure says, by field, in reading order; what is not known is « inconnu »."""
    told = dict(_lines(measure, basket))
    return {name: Line(label, typeset(text) or UNKNOWN) for name, (label, text) in told.items()}


def _lines(measure: Measure, basket: Basket) -> Iterator[tuple[str, tuple[str, str]]]:
    yield "name", ("Nom", measure.title)
    yield "needs", ("Besoin", ", ".join(basket.needs[code].name for code in measure.needs))
    yield "brings", ("Ce que cela apporte", measure.brings)
    yield "means", ("Moyens", means_words(measure))
    yield "operator", ("Opérateur", operator_name(measure, basket))
    yield "criteria", ("Conditions", " ; ".join(c.requires for c in measure.criteria))
    yield "amounts", ("Montants", " ; ".join(map(amount_words, measure.amounts)))
    yield "how", ("Comment demander", measure.how)
    yield "takes", ("Ce qu’il faut", " ; ".join(measure.takes))
    yield "acknowledge_days", ("Délai de première réponse", days_words(measure.acknowledge_days))
    yield "days", ("Délai de décision", days_words(measure.days))
    yield "state_aid", ("Aides d’État", measure.state_aid)
    yield "opens", ("Ouverture", long_date(measure.opens) if measure.opens else "")
    yield "closes", ("Clôture", long_date(measure.closes) if measure.closes else "")
    yield "certainty", ("Certitude", CERTAINTIES[measure.certainty][0])
    yield "remark", ("Ce qui reste ouvert", measure.remark or "rien")
    yield "sources", ("Sources", " ; ".join(source_titles(measure.sources, basket)))
    yield "synonyms", ("Mots associés", ", ".join(measure.synonyms) or NOTHING)


def means_words(measure: Measure) -> str:
    """« financiers, humains », in the order of the announcement."""
    return ", ".join(word for means, word in MEANS.items() if means in measure.means)


def operator_name(measure: Measure, basket: Basket) -> str:
    """The operator's name; "" when no source says who."""
    return basket.operators[measure.operator].name if measure.operator else ""


def source_titles(codes: Iterable[str], basket: Basket) -> list[str]:
    """The titles of sources."""
    return [basket.sources[code].title for code in codes if code in basket.sources]


def days_words(days: int | None) -> str:
    """« 30 jours »; "" when no source says."""
    return "" if days is None else f"{days} jour{'s' if days > 1 else ''}"


def amount_words(amount: Amount) -> str:
    """An amount in one line, with its dates and for whom: « Aide VTE : 4 000 € par VTE »."""
    told = f"{amount.label} : {_figure(amount)}"
    told += " (pour tous les demandeurs)" if amount.shared else ""
    told += "".join(f", {period}" for period in _period(amount))
    needed = ", ".join(criterion.requires for criterion in amount.criteria)
    return typeset(f"{told}, pour : {needed}" if needed else told)


def _figure(amount: Amount) -> str:
    """« 4 000 € par VTE », « 40 % du loyer, 20 000 € au plus », « de 8 000 € à 12 000 € »."""
    figures = (_rate(amount), _sum(amount))
    first, *others = filter(None, figures)
    return ", ".join([f"{first} {amount.per}".strip(), *others])


def _rate(amount: Amount) -> str:
    told = "" if amount.rate is None else f"{100 * amount.rate:g} %"
    return typeset(told.replace(".", ","))


def _sum(amount: Amount) -> str:
    if amount.cents is not None:
        return euros(amount.cents)
    least, most = amount.least_cents, amount.most_cents
    if least is not None and most is not None:
        return f"de {euros(least)} à {euros(most)}"
    if most is not None:
        return f"{euros(most)} au plus"
    return f"{euros(least)} au moins" if least is not None else ""


def _period(amount: Amount) -> Iterator[str]:
    if amount.since and amount.until:
        yield f"du {long_date(amount.since)} au {long_date(amount.until)}"
    elif amount.since:
        yield f"depuis le {long_date(amount.since)}"
    elif amount.until:
        yield f"jusqu’au {long_date(amount.until)}"
