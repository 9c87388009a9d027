"""What an operator's file would change, line by line, before anything is changed."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from ancrage.catalogue.queries import basket_at, versions
from ancrage.catalogue.rules.basket import Basket
from ancrage.kernel.problems import Problem
from ancrage.kernel.text import fold, typeset
from ancrage.people.models import Organisation
from ancrage.requests.definitions import delays_at, state_of, workflow
from ancrage.requests.models import COMPANY, FILE, TERRITORY, ServiceRequest
from ancrage.requests.queries.places import NOWHERE, Atlas, Spot, atlas
from ancrage.requests.rules.deadlines import Promise, due_day
from ancrage.requests.rules.filed import Filed, Reading
from ancrage.requests.rules.reach import reachable

NEW, CHANGED, SAME = "new", "changed", "same"
ANSWERED = ("state", "number", "acknowledged_on", "decided_on", "delivered_on")
AMOUNTS = ("granted_amount",)
ASKED = ("company_name", "siret", "purpose", "cost", "asked_amount", "sent_on")
"""What a file may say of what came by a file; of what was asked here, only the answer."""
WRITTEN = (
    *(*ANSWERED, *AMOUNTS, *ASKED, "outcome", "reason", "due", "closed_on", "withdrawn_on"),
    *("more_on", "instructed_on", "place", "territory", "territory_name", "regions", "programme"),
    *("commune", "commune_name", "measure", "measure_name", "basket", "operator_name"),
    *("company", "asked_by", "revision", "changed_at", "search_words", "company_words", "source"),
)
"""The columns that taking a file in may write."""


@dataclass(frozen=True, slots=True)
class Planned:
    """One line and what it does: `changes` by field, before and after."""

    filed: Filed
    made: ServiceRequest
    kind: str
    changes: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a file would do; nothing at all when it has `problems`."""

    rows: tuple[Planned, ...]
    problems: tuple[Problem, ...]

    def of(self, kind: str) -> list[Planned]:
        return [row for row in self.rows if row.kind == kind]

    @property
    def counts(self) -> dict[str, int]:
        return {kind: len(self.of(kind)) for kind in (NEW, CHANGED, SAME)}

    @property
    def has_changes(self) -> bool:
        return any(row.kind != SAME for row in self.rows)


def measure_words(operator: str) -> dict[str, str]:
    """The measures of an operator, in every version of the basket, by code and by name."""
    found: dict[str, str] = {}
    for basket in versions():
        for measure in basket.measures.values():
            if measure.operator == operator and measure.is_found:
                found |= {fold(measure.code): measure.code, fold(measure.name): measure.code}
    return found


@dataclass
class Filing:
    """One file being looked at, with all that its lines are compared to, read once."""

    operator: str
    programme: str
    reading: Reading
    today: dt.date
    problems: list[Problem] = field(default_factory=list)

    @cached_property
    def atlas(self) -> Atlas | None:
        return atlas(self.programme)

    @cached_property
    def held(self) -> list[ServiceRequest]:
        return list(ServiceRequest.objects.filter(operator=self.operator).exclude(state="draft"))

    @cached_property
    def by_code(self) -> dict[str, ServiceRequest]:
        return {row.code: row for row in self.held}

    @cached_property
    def by_number(self) -> dict[str, ServiceRequest]:
        return {row.number: row for row in self.held if row.number}

    @cached_property
    def companies(self) -> dict[str, str]:
        """The codes of the companies that are known, by SIRET."""
        known = Organisation.objects.filter(kind=Organisation.COMPANY).exclude(siret="")
        return dict(known.values_list("siret", "code"))

    @cached_property
    def baskets(self) -> dict[dt.date, Basket]:
        return {}

    def basket(self, day: dt.date, measure: str) -> Basket | None:
        """The basket of that day, or the first one that has the measure: a file may be older."""
        if day not in self.baskets:
            self.baskets[day] = basket_at(day)
        if measure in self.baskets[day].measures:
            return self.baskets[day]
        return next((held for held in versions() if measure in held.measures), None)

    def note(self, filed: Filed, name: str, what: str, advice: str = "") -> None:
        heading = self.reading.heading(name)
        self.problems.append(
            Problem(self.reading.file, filed.row, heading, typeset(what), typeset(advice))
        )

    def plan(self, lines: Iterable[Filed], problems: Sequence[Problem] = ()) -> Plan:
        """What these lines would do. `problems`: those found already."""
        rows = [row for filed in lines if (row := self._planned(filed)) is not None]
        found = sorted([*problems, *self.problems], key=lambda problem: problem.row or 0)
        return Plan(tuple(rows), tuple(found))

    def _planned(self, filed: Filed) -> Planned | None:
        before = len(self.problems)
        held = self._found(filed)
        if len(self.problems) > before:
            return None
        made = copy(held) if held else self._new()
        if held is None or held.source_id is not None:
            self._ask(made, filed, is_new=held is None)
        self._answer(made, filed, held)
        if len(self.problems) > before:
            return None
        if held is None:
            return Planned(filed, made, NEW)
        fields = (*ANSWERED, *AMOUNTS, *ASKED, "reason", "commune", "measure", "territory")
        changes = {
            name: (getattr(held, name), getattr(made, name))
            for name in fields
            if getattr(held, name) != getattr(made, name)
        }
        return Planned(filed, made, CHANGED if changes else SAME, changes)

    def _found(self, filed: Filed) -> ServiceRequest | None:
        """The request that a line is about; None for a new one, with a problem or without."""
        numbered = self.by_number.get(filed.number) if filed.number else None
        if not filed.code:
            return numbered
        held = self.by_code.get(filed.code)
        if held is None:
            what = f"« {filed.code} » n’est pas une sollicitation adressée à cet opérateur."
            self.note(filed, "code", what, "Vérifiez le code, ou laissez la cellule vide.")
        elif numbered is not None and numbered.code != held.code:
            what = f"le numéro « {filed.number} » est déjà celui de {numbered.code}."
            self.note(filed, "number", what, "Vérifiez le numéro.")
        return held

    def _new(self) -> ServiceRequest:
        return ServiceRequest(operator=self.operator, origin=FILE, state="")

    def _ask(self, made: ServiceRequest, filed: Filed, *, is_new: bool) -> None:
        """What was asked, of what came by a file: an empty cell changes nothing."""
        if is_new and filed.sent_on is None:
            self.note(filed, "sent_on", "la date de la demande manque.", "Donnez-la.")
            return
        if is_new and not filed.measure:
            self.note(filed, "measure", "la mesure manque.", "Donnez-la, ou choisissez-la.")
            return
        for name, value in (
            ("purpose", filed.purpose),
            ("cost", filed.cost),
            ("asked_amount", filed.asked_amount),
            ("sent_on", filed.sent_on),
            ("company_name", filed.company),
            ("siret", filed.siret),
        ):
            if value not in (None, ""):
                setattr(made, name, value)
        if made.siret:
            made.company = self.companies.get(made.siret, made.siret)
        made.asked_by = COMPANY if made.siret or made.company_name else TERRITORY
        self._name_measure(made, filed)
        self._place(made, filed, is_new=is_new)

    def _name_measure(self, made: ServiceRequest, filed: Filed) -> None:
        code = filed.measure or made.measure
        basket = self.basket(made.sent_on or self.today, code)
        if basket is None:
            self.note(filed, "measure", "cette mesure n’est dans aucune version du panier.")
            return
        operator = basket.operators.get(self.operator)
        made.measure, made.measure_name = code, basket.measures[code].name
        made.basket, made.operator_name = basket.code, operator.name if operator else ""

    def _place(self, made: ServiceRequest, filed: Filed, *, is_new: bool) -> None:
        """Where it is on the day of asking; a line without a commune is nowhere known."""
        spot = self._spot(made, filed)
        if spot is None or (spot is NOWHERE and not is_new):
            return
        made.place, made.territory = spot.place, spot.territory
        made.territory_name, made.regions = spot.territory_name, spot.regions
        made.commune, made.commune_name = spot.commune, spot.commune_name
        made.programme = self.programme

    def _spot(self, made: ServiceRequest, filed: Filed) -> Spot | None:
        day = made.sent_on or self.today
        if self.atlas is None:
            return NOWHERE
        found = self.atlas.commune(
            code=filed.commune_code, name=filed.commune, department=filed.department
        )
        if found.fault:
            name = "commune_code" if filed.commune_code and not filed.commune else "commune"
            self.note(filed, name, found.fault, "Donnez le code INSEE de la commune.")
            return None
        if not found.code:
            return self.atlas.spot(made.commune, day) if made.commune else NOWHERE
        return self.atlas.spot(found.code, day)

    def _answer(self, made: ServiceRequest, filed: Filed, held: ServiceRequest | None) -> None:
        """The operator's answer: an empty cell changes nothing."""
        for name in ("number", "acknowledged_on", "decided_on", "delivered_on", "granted_amount"):
            value = getattr(filed, name)
            if value not in (None, ""):
                setattr(made, name, value)
        made.state = self._state(filed, held)
        is_moved = held is not None and made.state != held.state
        if held is not None and is_moved:
            self._check_road(filed, held, made.state)
            self._check_reason(filed, held, made.state)
        if held is None or is_moved:
            made.outcome = filed.outcome or (made.outcome if made.state == "closed" else "")
        if filed.reason and made.outcome == "refused":
            made.reason = filed.reason
        if held is not None and is_moved and held.source_id is None:
            self._date_here(made, made.state)
        self._check_days(filed, made)
        self._due(made)

    def _state(self, filed: Filed, held: ServiceRequest | None) -> str:
        """The state that a line tells; one that only its dates tell never brings it back."""
        if held is None:
            return filed.state or "sent"
        is_behind = filed.is_implied and filed.state not in self._roads(held)
        return held.state if is_behind or not filed.state else filed.state

    def _roads(self, held: ServiceRequest) -> frozenset[str]:
        return reachable(workflow(), held.state, is_filed=held.source_id is not None)

    def _check_days(self, filed: Filed, made: ServiceRequest) -> None:
        if made.sent_on and made.decided_on and made.decided_on < made.sent_on:
            what = (
                f"décidée le {made.decided_on:%d/%m/%Y}, avant d’avoir été demandée, le "
                f"{made.sent_on:%d/%m/%Y}."
            )
            self.note(filed, "decided_on", what, "Vérifiez ces dates.")

    def _check_road(self, filed: Filed, held: ServiceRequest, state: str) -> None:
        if state not in self._roads(held):
            what = (
                f"{held.code} est « {state_of(held.state).label} » : un fichier ne la fait pas "
                f"passer à « {state_of(state).label} »."
            )
            self.note(filed, "state", what, "Faites-le sur la page de la sollicitation.")

    def _check_reason(self, filed: Filed, held: ServiceRequest, state: str) -> None:
        if held.source_id is not None or filed.reason:
            return
        if state == "refused":
            what = f"{held.code} est refusée sans motif : qui l’a demandée doit savoir pourquoi."
            self.note(filed, "reason", what, "Donnez le motif du refus.")
        elif state == "more":
            what = f"{held.code} : un fichier ne porte pas la question à poser."
            self.note(filed, "state", what, "Posez-la sur la page de la sollicitation.")

    def _date_here(self, made: ServiceRequest, state: str) -> None:
        """Of what was asked here, a state that the file does not date began today."""
        if made.acknowledged_on is None:
            made.acknowledged_on = self.today
        dated = {
            "instructed": ("instructed_on",),
            "granted": ("decided_on",),
            "refused": ("decided_on",),
            "delivered": ("decided_on", "delivered_on"),
            "closed": ("closed_on",),
        }
        for name in dated.get(state, ()):
            if getattr(made, name) is None:
                setattr(made, name, self.today)

    def _due(self, made: ServiceRequest) -> None:
        basket = self.basket(made.sent_on or self.today, made.measure)
        measure = basket.measures.get(made.measure) if basket else None
        promise = Promise(measure.acknowledge_days, measure.days) if measure else None
        since = made.delivered_on or made.decided_on or made.acknowledged_on or made.sent_on
        made.due = due_day(
            state=made.state,
            since=since or self.today,
            sent=made.sent_on,
            delays=delays_at(made.sent_on or self.today),
            promise=promise,
        )
