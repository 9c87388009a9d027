"""What a scenario's page says besides its result: what differs, what conflicts, what one may."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ancrage.journal.policy import may
from ancrage.kernel.rights import Actor, Where
from ancrage.selection.engine.explanation import UnitStatus
from ancrage.selection.engine.model import Country
from ancrage.selection.engine.rules import load_rules, rules_document, shipped_rules
from ancrage.selection.engine.vocabulary import LISTS, split_region
from ancrage.selection.models import Scenario
from ancrage.selection.queries.runs import Run, run_titles
from ancrage.selection.queries.scenarios import (
    LIST,
    SeenScenario,
    computed_scenarios,
    where_of,
)
from ancrage.selection.scenario_states import ScenarioVerb
from ancrage.selection.wording import why_words
from ancrage.selection.workshop_fields import field_of, label_of
from ancrage.selection.workshop_places import find_places
from ancrage.selection.workshop_rules import Change, Document, changes, in_words

NAMED_ANCHOR = "intercommunalites"


@dataclass(frozen=True, slots=True)
class ScenarioRights:
    """What somebody may do in the workshop, and to a scenario as it stands."""

    list: bool
    create: bool
    verbs: frozenset[ScenarioVerb] = frozenset()

    @property
    def edit(self) -> bool:
        return ScenarioVerb.EDIT in self.verbs

    @property
    def rename(self) -> bool:
        return ScenarioVerb.RENAME in self.verbs

    @property
    def run(self) -> bool:
        return ScenarioVerb.RUN in self.verbs

    @property
    def cancel(self) -> bool:
        return ScenarioVerb.CANCEL in self.verbs

    @property
    def duplicate(self) -> bool:
        return ScenarioVerb.DUPLICATE in self.verbs

    @property
    def archive(self) -> bool:
        return ScenarioVerb.ARCHIVE in self.verbs

    @property
    def restore(self) -> bool:
        return ScenarioVerb.RESTORE in self.verbs


def rights_on(actor: Actor, found: SeenScenario | None) -> ScenarioRights:
    """The rights of the table, as far as the scenario's state lets them be used."""
    own = Where(people=frozenset({actor.reference}))
    where = where_of(found.scenario) if found else own
    verbs = {
        verb
        for verb in ScenarioVerb
        if found is not None and found.may(verb) and may(actor, f"workshop.{verb}_scenario", where)
    }
    if found is not None and may(actor, "workshop.duplicate_scenario", own):
        verbs.add(ScenarioVerb.DUPLICATE)
    return ScenarioRights(
        list=may(actor, LIST, own),
        create=may(actor, "workshop.create_scenario", own),
        verbs=frozenset(verbs),
    )


@dataclass(frozen=True, slots=True)
class ConflictView:
    """Rules that cannot hold together: why, and the fields of the form that could be moved.

    Each with its anchor in the form, its label, and its region's code ("" for a national one).
    """

    message: str
    fields: tuple[tuple[str, str, str], ...]


def conflict_of(run: Run, country: Country, regions: Mapping[str, str]) -> ConflictView | None:
    """The conflict of an impossible run, in the form's words; None when it has none."""
    conflict = run.result.conflict
    if conflict is None:
        return None
    units = {unit.siren: unit.name for unit in country.units}
    fields = dict.fromkeys(_movable(rule, regions, units) for rule in conflict.rules)
    return ConflictView(in_words(conflict.message, regions=regions), tuple(fields))


def _movable(rule: str, names: Mapping[str, str], units: Mapping[str, str]) -> tuple[str, str, str]:
    """The anchor of the field that holds a rule, what to call it, and its region."""
    kind, _dot, place = rule.partition(".")
    if kind in LISTS:
        told = units.get(place, _("groupe imposé") if kind == "impose" else place)
        return NAMED_ANCHOR, told, ""
    field, region = field_of(rule), split_region(rule)[0] or ""
    return f"id_{field.key}" if field else "", label_of(rule, names), region


def what_changes(scenario: Scenario, country: Country, regions: Mapping[str, str]) -> list[Change]:
    """What the scenario asks that the rules it started from do not."""
    places = {unit.siren: unit.name for unit in country.units}
    return changes(base_of(scenario), scenario.rules, regions=regions, places=places)


def base_of(scenario: Scenario) -> Document:
    """The rules that it started from, as they are today: its parent's, else the shipped ones."""
    if scenario.parent is None and scenario.base in shipped_rules():
        return rules_document(load_rules(scenario.base))
    rules: Document = (scenario.parent or scenario).rules
    return rules


def comparable(actor: Actor) -> list[tuple[str, str]]:
    """What the actor can set side by side, code and name: scenarios that gave a list, runs."""
    return [*computed_scenarios(actor), *run_titles()]


def answers(
    run: Run, country: Country, regions: Mapping[str, str], asked: str
) -> dict[str, object]:
    """« Pourquoi pas nous ? » under a scenario's rules, for the places of that name."""
    found = find_places(country, asked, regions, apart_from={}) if asked else []
    whys = [(place, run.why(place.siren)) for place in found]
    return {
        "asked_place": asked,
        "answers": [(place, why_words(why, run.result.objective)) for place, why in whys if why],
        "losses": {p.siren for p, why in whys if why and why.status == UnitStatus.ALTERNATIVE},
    }
