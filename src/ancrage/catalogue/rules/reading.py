"""A version of the basket as a document tells it: read whole, or refused with every fault.

The document is YAML or JSON (`docs/reference/basket.md`). What it does not tell itself (facts,
and the needs, operators and sources that all versions share) is given by `Shared`.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ancrage.catalogue.rules.basket import (
    NATION,
    Amount,
    Basket,
    Certainty,
    Measure,
    Need,
    Operator,
    Priority,
    Source,
)
from ancrage.catalogue.rules.eligibility import Criterion, CriterionError, read_criterion
from ancrage.catalogue.rules.facts import Fact
from ancrage.catalogue.rules.implied import implied_criteria
from ancrage.catalogue.rules.parts import (
    Unfit,
    a_boolean,
    a_certainty,
    a_code,
    a_day,
    a_rate,
    a_slug,
    a_text,
    a_whole,
    an_address,
    codes,
    means,
    texts,
)

Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, and where: in which version, of which measure, in which field."""

    version: str
    measure: str
    field: str
    what: str

    def __str__(self) -> str:
        places = [f"version {self.version}"] if self.version else []
        places += [f"mesure « {self.measure} »"] if self.measure else []
        places += [f"champ « {self.field} »"] if self.field else []
        return f"{', '.join(places)} : {self.what}".lstrip(" :")


class BasketRefusedError(ValueError):
    """A document that was refused whole, with every fault found in it."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, faults)))


@dataclass(frozen=True, slots=True)
class Shared:
    """What a document may speak of without telling it."""

    facts: Mapping[str, Fact]
    needs: Mapping[str, Need] = field(default_factory=dict)
    operators: Mapping[str, Operator] = field(default_factory=dict)
    sources: Mapping[str, Source] = field(default_factory=dict)


Reader = Callable[[Any], Any]
TOP: Mapping[str, Reader] = {
    "code": a_slug,
    "title": a_text,
    "valid_from": a_day,
}
MEASURE: Mapping[str, Reader] = {
    "code": a_slug,
    "needs": codes,
    "name": a_text,
    "brings": a_text,
    "means": means,
    "operator": a_code,
    "open_to": codes,
    "how": a_text,
    "takes": texts,
    "acknowledge_days": a_whole,
    "days": a_whole,
    "state_aid": a_text,
    "synonyms": texts,
    "sources": codes,
    "certainty": a_certainty,
    "opens": a_day,
    "closes": a_day,
    "remark": a_text,
}
AMOUNT: Mapping[str, Reader] = {
    "label": a_text,
    "cents": a_whole,
    "rate": a_rate,
    "least_cents": a_whole,
    "most_cents": a_whole,
    "per": a_text,
    "since": a_day,
    "until": a_day,
    "shared": a_boolean,
    "source": a_code,
    "remark": a_text,
}
NEED: Mapping[str, Reader] = {
    "name": a_text,
    "meaning": a_text,
    "synonyms": texts,
    "source": a_code,
}
OPERATOR: Mapping[str, Reader] = {"name": a_text, "meaning": a_text, "siren": a_code}
SOURCE: Mapping[str, Reader] = {"title": a_text, "url": an_address, "certainty": a_certainty}
PRIORITY: Mapping[str, Reader] = {"name": a_text, "needs": codes, "source": a_code}
KINDS: Mapping[str, tuple[Mapping[str, Reader], frozenset[str], Callable[..., Any]]] = {
    "needs": (NEED, frozenset({"name", "meaning"}), Need),
    "operators": (OPERATOR, frozenset({"name"}), Operator),
    "sources": (SOURCE, frozenset({"title", "certainty"}), Source),
    "priorities": (PRIORITY, frozenset({"name", "needs", "source"}), Priority),
}
"""The tables by code: their fields, which of these are needed, what each line becomes."""
PARTS = {"counts", "needs", "operators", "sources", "priorities", "measures"}


def read_basket(document: Document, *, shared: Shared) -> Basket:
    """The version that a document tells. BasketRefusedError with every fault."""
    reading = _Reading(shared)
    basket = reading.basket(document)
    if reading.faults:
        raise BasketRefusedError(reading.faults)
    return basket


def read_measure(
    document: Document, *, shared: Shared, owner: str = NATION, is_demonstration: bool = False
) -> Measure:
    """One measure by itself, of the nation, a Region or an operator. BasketRefusedError.

    What a Region or an operator says of its own measure is official.
    """
    reading = _Reading(shared, owner=owner, is_demonstration=is_demonstration)
    found = reading.measure(document, place="1")
    if reading.faults:
        raise BasketRefusedError(reading.faults)
    return found


def read_named(document: Document, *, kind: str) -> dict[str, Any]:
    """A shared file of needs, operators or sources. BasketRefusedError."""
    reading = _Reading(Shared({}))
    found = reading.named(document, kind)
    if reading.faults:
        raise BasketRefusedError(reading.faults)
    return found


class _Reading:
    """A document being read: where it is, what was found wrong so far."""

    def __init__(
        self, shared: Shared, *, owner: str = NATION, is_demonstration: bool = False
    ) -> None:
        self.shared = shared
        self.needs, self.operators = dict(shared.needs), dict(shared.operators)
        self.sources = dict(shared.sources)
        self.owner, self.is_demonstration = owner, is_demonstration
        self.faults: list[Fault] = []
        self.version = self.at_measure = ""

    def basket(self, document: Document) -> Basket:
        if not isinstance(document, Mapping):
            self.fault("", "un document est attendu, avec « code », « title », « measures »")
            document = {}
        self.version = str(document.get("code", ""))
        told = self.fields(document, TOP, needed={"code", "title", "valid_from"}, also=PARTS)
        self.needs |= self.named(document.get("needs", {}), "needs")
        self.operators |= self.named(document.get("operators", {}), "operators")
        self.sources |= self.named(document.get("sources", {}), "sources")
        return Basket(
            code=told.get("code", ""),
            title=told.get("title", ""),
            valid_from=told.get("valid_from", dt.date.min),
            valid_to=None,
            needs=self.needs,
            operators=self.operators,
            measures=self.measures(document.get("measures")),
            sources=self.sources,
            counts=self.counts(document.get("counts", {})),
            priorities=self.named(document.get("priorities", {}), "priorities"),
        )

    def measures(self, told: object) -> dict[str, Measure]:
        if not isinstance(told, list) or not told:
            self.fault("measures", "une liste de mesures est attendue")
            return {}
        found: dict[str, Measure] = {}
        for number, one in enumerate(told, start=1):
            measure = self.measure(one, place=str(number))
            if measure.code in found:
                self.fault("code", "ce code est déjà celui d’une autre mesure")
            found[measure.code] = measure
        self.at_measure = ""
        return found

    def measure(self, told: object, *, place: str) -> Measure:
        if not isinstance(told, Mapping):
            self.at_measure = place
            self.fault("", "une mesure est attendue")
            return Measure(code="", needs=())
        self.at_measure = str(told.get("code", place))
        held = self.fields(told, MEASURE, needed={"code"}, also={"criteria", "amounts"})
        self.known("needs", held.get("needs", ()), self.needs, "besoin inconnu")
        self.known("sources", held.get("sources", ()), self.sources, "source inconnue")
        self.known(
            "operator", filter(None, [held.get("operator")]), self.operators, "opérateur inconnu"
        )
        applicants = self.shared.facts["applicant"].choices
        self.known("open_to", held.get("open_to", ()), applicants, "demandeur inconnu")
        self.whole(held)
        own = self.criteria(told.get("criteria", []), "criteria")
        amounts = self.amounts(told.get("amounts", []))
        held["open_to"] = frozenset(held.get("open_to", ()))
        if self.owner != NATION:
            held.setdefault("certainty", Certainty.OFFICIAL)
        found = Measure(
            **{"needs": (), **held, "code": held.get("code", "")},
            amounts=amounts,
            owner=self.owner,
            is_demonstration=self.is_demonstration,
        )
        return implied_criteria(found, own=own, facts=self.shared.facts)

    def whole(self, held: Mapping[str, Any]) -> None:
        """What the fields of a measure owe to one another."""
        if held.get("name"):
            for name in ("needs", "brings", "sources"):
                if not held.get(name) and not (name == "sources" and self.owner != NATION):
                    self.fault(name, "à remplir dès que la mesure a un nom")
        opens, closes = held.get("opens"), held.get("closes")
        if opens and closes and closes < opens:
            self.fault("closes", "la clôture précède l’ouverture")

    def amounts(self, told: object) -> tuple[Amount, ...]:
        if not isinstance(told, list):
            self.fault("amounts", "une liste de montants est attendue")
            return ()
        return tuple(self.amount(one, f"amounts {n}") for n, one in enumerate(told, start=1))

    def amount(self, told: object, place: str) -> Amount:
        if not isinstance(told, Mapping):
            self.fault(place, "un montant est attendu, avec « label »")
            return Amount(label="")
        held = self.fields(told, AMOUNT, needed={"label"}, also={"criteria"}, place=place)
        self.known(
            f"{place}, source", filter(None, [held.get("source")]), self.sources, "source inconnue"
        )
        if all(held.get(name) is None for name in ("cents", "rate", "least_cents", "most_cents")):
            self.fault(place, "un montant (« cents ») ou un taux (« rate ») est attendu")
        since, until = held.get("since"), held.get("until")
        if since and until and until < since:
            self.fault(f"{place}, until", "la fin précède le début")
        criteria = self.criteria(told.get("criteria", []), f"{place}, criteria")
        return Amount(**{"label": "", **held}, criteria=criteria)

    def criteria(self, told: object, place: str) -> tuple[Criterion, ...]:
        if not isinstance(told, list):
            self.fault(place, "une liste de critères est attendue")
            return ()
        found = []
        for number, one in enumerate(told, start=1):
            try:
                criterion = read_criterion(one, facts=self.shared.facts)
            except CriterionError as fault:
                self.fault(f"{place} {number}", str(fault))
                continue
            named = filter(None, [criterion.source])
            self.known(f"{place} {number}, source", named, self.sources, "source inconnue")
            found.append(criterion)
        return tuple(found)

    def counts(self, told: object) -> dict[int, tuple[str, ...]]:
        if not isinstance(told, Mapping):
            self.fault("counts", "des nombres, chacun avec ses sources, sont attendus")
            return {}
        found = {}
        for number, named in told.items():
            held = self.fields({"counts": named}, {"counts": codes}).get("counts", ())
            self.known("counts", held, self.sources, "source inconnue")
            if not str(number).isdigit():
                self.fault("counts", f"« {number} » n’est pas un nombre")
                continue
            found[int(number)] = held
        return found

    def named(self, told: object, kind: str) -> dict[str, Any]:
        """A table of needs, operators, sources or priorities, by code."""
        if not isinstance(told, Mapping):
            self.fault(kind, "une table par code est attendue")
            return {}
        fields, needed, make = KINDS[kind]
        found = {}
        for code, one in told.items():
            place = f"{kind} {code}"
            if not isinstance(one, Mapping):
                self.fault(place, "une table est attendue")
                continue
            held = self.fields(one, fields, needed=needed, place=place)
            if needed <= held.keys():
                found[code] = make(code=code, **held)
        return found

    def fields(
        self,
        told: Document,
        readers: Mapping[str, Reader],
        *,
        needed: frozenset[str] | set[str] = frozenset(),
        also: frozenset[str] | set[str] = frozenset(),
        place: str = "",
    ) -> dict[str, Any]:
        """The fields that could be read; a fault for each other."""
        before = f"{place}, " if place else ""
        for name in sorted(set(map(str, told)) - readers.keys() - also):
            self.fault(before + name, "ce champ n’existe pas")
        found = {}
        for name, read in readers.items():
            value = told.get(name)
            if value is None or value == "":
                if name in needed:
                    self.fault(before + name, "ce champ manque")
                continue
            try:
                found[name] = read(value)
            except Unfit as fault:
                self.fault(before + name, str(fault))
        return found

    def known(self, place: str, named: Any, among: Mapping[str, object], what: str) -> None:  # noqa: ANN401 any iterable of codes
        for code in named:
            if code not in among:
                self.fault(place, f"{what} : « {code} »")

    def fault(self, place: str, what: str) -> None:
        self.faults.append(Fault(self.version, self.at_measure, place, what))
