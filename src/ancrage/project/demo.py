"""The demonstration: everything that one machine needs to show the identification, made once."""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from ancrage.geography.actions import load_pack
from ancrage.geography.queries import loaded_pack
from ancrage.journal.models import JournalHead
from ancrage.kernel.rights import host
from ancrage.project.installation import collect_static, migrate
from ancrage.selection.actions import publish_identification, record_identification
from ancrage.selection.engine.explanation import explain
from ancrage.selection.engine.identify import identify
from ancrage.selection.engine.model import Country, Result, Rules
from ancrage.selection.engine.robustness import robustness, robustness_document
from ancrage.selection.engine.rules import fingerprint, load_rules
from ancrage.selection.models import Identification, Publication
from ancrage.selection.queries.country import loaded_country

ANNOUNCED = dt.date(2018, 11, 22)
PERIMETER = "annonce-2018"
VERSION = f"{PERIMETER}-11-22"
NAME = "Annonce du 22 novembre 2018 (liste simulée)"

Tell = Callable[[str, float], None]
Step = Callable[[str], AbstractContextManager[Tell]]


@dataclass(frozen=True, slots=True)
class Shown:
    """An identification that the demonstration holds. `gap` is a fraction, `seconds` a limit.

    `explained`, it says why each intercommunalité is in or out; with `draws`, it is drawn again
    on other figures; with neither, it is only compared.
    """

    rules: str
    gap: float
    seconds: float
    explained: bool = False
    draws: int = 0


MAIN = Shown("announcement-2018", gap=1e-4, seconds=60, explained=True, draws=20)
OTHERS = (
    Shown("press-band", gap=1e-4, seconds=10, explained=True),
    Shown("pure-coverage", gap=5e-3, seconds=10),
)
"""There to be compared with the main one; a looser gap is said on its page."""


DRAW_SECONDS = 10.0
"""Time given to one draw of the robustness."""


@dataclass(frozen=True, slots=True)
class Made:
    """What the demonstration holds now, and whether it had to be made."""

    main: Identification
    others: tuple[Identification, ...]
    is_new: bool


def prepare(step: Step) -> Made:
    """Make what is missing: database, static files, figures, identifications, published list."""
    with step("Base de données"):
        is_new = migrate()
    with step("Feuilles de style et images"):
        is_new |= collect_static()
    with step("Chiffres de référence") as tell:
        # Another pack than the embedded one may have been loaded: it stays.
        if loaded_pack() is None:
            is_new |= load_pack(by=host(), now=timezone.now(), progress=tell).changed
    country = loaded_country()
    held = [_held(country, shown) for shown in (MAIN, *OTHERS)]
    is_new |= None in held
    main, *others = [
        found or _identify(country, shown, step)
        for found, shown in zip(held, (MAIN, *OTHERS), strict=True)
    ]
    _publish(main)
    is_new |= _seed(step)
    return Made(main, tuple(others), is_new)


def _rules(shown: Shown) -> Rules:
    return replace(load_rules(shown.rules), gap=shown.gap)


def _held(country: Country, shown: Shown) -> Identification | None:
    """The same run, made before on the same figures."""
    known = fingerprint(country=country, rules=_rules(shown))
    return Identification.objects.filter(fingerprint=known, is_trial=False).first()


def _identify(country: Country, shown: Shown, step: Step) -> Identification:
    rules = _rules(shown)
    with step(f"Identification : {rules.title}") as tell:
        result = identify(
            country=country, rules=rules, gap=shown.gap, time_limit=shown.seconds, progress=tell
        )
    explanation, drawn = None, None
    if shown.explained:
        with step("Explication : pourquoi pas nous ?") as tell:
            explanation = explain(country=country, rules=rules, result=result, progress=tell)
    if shown.draws:
        drawn = _draws(country, rules, shown.draws, step)
    return record_identification(
        by=host(),
        now=timezone.now(),
        code=_free_code(rules.name, result),
        title=rules.title,
        result=result,
        explanation=explanation,
        robustness=drawn,
    )


def _draws(country: Country, rules: Rules, draws: int, step: Step) -> dict[str, Any]:
    with step(f"Robustesse : {draws} tirages") as tell:
        found = robustness(
            country=country, rules=rules, runs=draws, time_limit=DRAW_SECONDS, progress=tell
        )
    return robustness_document(found)


def _free_code(name: str, result: Result) -> str:
    """The rules' name; once other figures are loaded, with a part of the fingerprint."""
    taken = Identification.objects.filter(pk=name).exists()
    return f"{name}-{result.fingerprint[:8]}" if taken else name


@transaction.atomic
def _publish(main: Identification) -> None:
    if not Publication.objects.filter(version=VERSION).exists():
        publish_identification(
            by=host(),
            now=timezone.now(),
            identification=main,
            perimeter=PERIMETER,
            name=NAME,
            version=VERSION,
            valid_from=ANNOUNCED,
        )


SEEDS = (
    "people",
    "inbox",
    "selection",
    "adaptation",
    "mission",
    "catalogue",
    "matching",
    "requests",
    "vte",
    "antennas",
    "simplification",
    "roadmaps",
    "committees",
    "contracts",
    "funding",
    "stateaid",
    "allocation",
    "opendata",
)
"""The capabilities that bring made-up content, each after those that it stands on."""


def _seed(step: Step) -> bool:
    """People, proposals, missions: made up, and said to be; what is there already is left."""
    before = JournalHead.objects.values_list("number", flat=True).first()
    with step("Personnes et dossiers de démonstration") as tell:
        for rank, capability in enumerate(SEEDS):
            tell(capability, rank / len(SEEDS))
            seed: Callable[..., None] = import_string(f"ancrage.{capability}.demonstration.seed")
            seed(now=timezone.now(), perimeter=PERIMETER)
    return before != JournalHead.objects.values_list("number", flat=True).first()


@contextmanager
def steps(console: Console) -> Iterator[Step]:
    """Progress bars for a person, one line per step for a log."""
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as bars:

        @contextmanager
        def step(name: str) -> Iterator[Tell]:
            task = bars.add_task(name, total=1.0)
            yield lambda _phrase, share: bars.update(task, completed=share)
            bars.update(task, completed=1.0)
            if not console.is_terminal:
                console.print(f"{name} : fait.")

        yield step
