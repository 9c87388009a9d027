"""The projects of a scenario: taken from where they are, each once, and removed."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ancrage.allocation.actions.parts import (
    PART,
    ScenarioRefusedError,
    opened,
    record_scenario,
    today,
)
from ancrage.allocation.definitions import parameters_at
from ancrage.allocation.models import Line, Scenario
from ancrage.allocation.queries.places import figures_of
from ancrage.allocation.queries.problems import problem_of
from ancrage.allocation.queries.rooms import with_rooms
from ancrage.allocation.queries.scenarios import lines_of
from ancrage.funding.actions.rows import insert, rewrite
from ancrage.journal.command import command, unchanged, unjournalled
from ancrage.kernel.rights import Actor

TOLD = (
    "name",
    "beneficiary",
    "siret",
    "sheet",
    "dossier_id",
    "territory",
    "territory_name",
    "region",
    "need",
    "measure",
    "operator",
    "year",
    "asked",
    "minimum",
    "eligible",
    "result",
    "jobs",
    "more",
)
"""What a line says of its project; the rest is of the plan, or set by hand."""
WRITTEN = (*(name for name in TOLD if name != "dossier_id"), "dossier", "room", "room_told")
FILE, SHEETS, DOSSIERS = "file", "sheets", "dossiers"
SOURCES = {FILE: "fichier", SHEETS: "fiches action", DOSSIERS: "dossiers en instruction"}


@dataclass(frozen=True, slots=True)
class Taken:
    """What taking lines did, in numbers of projects."""

    scenario: Scenario
    added: int
    changed: int
    same: int
    removed: int


@command("allocation.take_lines")
def take_lines(
    *,
    by: Actor,
    now: dt.datetime,
    scenario: Scenario,
    lines: Sequence[Line],
    source: str,
    name: str = "",
    revision: int | None = None,
    replace: bool = False,
) -> Taken:
    """Take these projects, kept nowhere yet (`queries/sources.py`): one that is there already, by
    its code, its dossier or its sheet, is written anew and not twice; what was set by hand stays.

    `replace`: those that are there and not among them go. `source`: one of SOURCES; `name`: the
    file's. ScenarioRefusedError.
    """
    held = opened(scenario, "take", now=now, revision=revision)
    if not lines:
        raise ScenarioRefusedError(_("Aucun projet n’est trouvé là."))
    kept = list(lines_of(held))
    merged = Merged(kept)
    for line in lines:
        merged.take(line)
    gone = [line for line in kept if replace and line.pk not in merged.touched]
    _check_most(len(kept) + len(merged.new) - len(gone), now)
    counts = Taken(held, len(merged.new), len(merged.changed), merged.same, len(gone))
    if not (merged.new or merged.changed or gone):
        unchanged()
        held.refresh_from_db(fields=["state", "changed_at"])
        return counts
    _write(held, merged, gone, now)
    told = {"kind": source, "name": name, "count": len(lines), "on": today(now).isoformat()}
    held.sources = [told] if replace else [*held.sources, told]
    _changed(held, now)
    says = ngettext("%(n)d projet pris", "%(n)d projets pris", len(lines))
    record_scenario(
        held,
        says % {"n": len(lines)},
        after={"source": source, "added": counts.added, "changed": counts.changed},
        details={"name": name, "removed": counts.removed, "revision": held.revision},
    )
    return counts


@command("allocation.remove_lines")
def remove_lines(
    *,
    by: Actor,
    now: dt.datetime,
    scenario: Scenario,
    codes: Collection[str],
    revision: int | None = None,
) -> Scenario:
    """Remove projects by code. ScenarioRefusedError when one is not there, or a rule names it."""
    held = opened(scenario, "take", now=now, revision=revision)
    found = held.lines.filter(code__in=list(codes))
    missing = sorted(set(codes) - set(found.values_list("code", flat=True)))
    if missing or not codes:
        raise ScenarioRefusedError(
            _("Aucun projet ne porte ce code : %s.") % ", ".join(missing[:5])
        )
    found.delete()
    problem_of(held)
    _changed(held, now)
    record_scenario(held, _("Projets retirés"), before={"projects": sorted(codes)})
    return held


class Merged:
    """Lines that are there, and those that come: each project once."""

    def __init__(self, kept: Iterable[Line]) -> None:
        self.new: list[Line] = []
        self.changed: list[Line] = []
        self.same = 0
        self.touched: set[int] = set()
        self._by_code = {line.code: line for line in kept}
        self._by_dossier: dict[int | None, Line] = {
            one.dossier_id: one for one in kept if one.dossier_id
        }
        self._by_sheet = {one.sheet: one for one in kept if one.sheet}

    def take(self, line: Line) -> None:
        """Write a project anew, or add it. What a dossier tells is kept over what a sheet does."""
        held = self._known(line)
        if held is None:
            self.new.append(line)
            self._index(line)
            return
        if held.pk:
            self.touched.add(held.pk)
        if (held.dossier_id and not line.dossier_id) or not _differs(held, line):
            self.same += 1
            return
        for name in TOLD:
            setattr(held, name, getattr(line, name))
        self._index(held)
        if held.pk and held not in self.changed:
            self.changed.append(held)

    def _known(self, line: Line) -> Line | None:
        """The line of the same project; two dossiers are two projects."""
        for held in (
            self._by_dossier.get(line.dossier_id),
            self._by_code.get(line.code),
            self._by_sheet.get(line.sheet),
        ):
            others = held and line.dossier_id and held.dossier_id not in (None, line.dossier_id)
            if held and not others:
                return held
        return None

    def _index(self, line: Line) -> None:
        if line.code in self._by_code and self._by_code[line.code] is not line:
            line.code = line.dossier.code if line.dossier else line.code
        self._by_code[line.code] = line
        if line.dossier_id:
            self._by_dossier[line.dossier_id] = line
        if line.sheet:
            self._by_sheet.setdefault(line.sheet, line)


def _differs(held: Line, line: Line) -> bool:
    return any(getattr(held, name) != getattr(line, name) for name in TOLD)


def _check_most(count: int, now: dt.datetime) -> None:
    most = parameters_at(today(now)).most_lines
    if count > most:
        told = _(
            "%(count)d projets : un scénario en tient %(most)d au plus sur le site. Regroupez-les, "
            "ou calculez en ligne de commande : « ancrage allocate »."
        )
        raise ScenarioRefusedError(told % {"count": count, "most": most})


@unjournalled(PART)
def _write(held: Scenario, merged: Merged, gone: Sequence[Line], now: dt.datetime) -> None:
    """Write the lines with their room under State aid, and forget the former plan's grants."""
    fresh = [*merged.new, *merged.changed]
    twice = [code for code, count in Counter(one.code for one in merged.new).items() if count > 1]
    if twice:
        raise ScenarioRefusedError(_("Deux projets portent le code %s.") % twice[0])
    with_rooms(fresh, on=today(now))
    last = held.lines.order_by("-rank").values_list("rank", flat=True).first() or 0
    Line.objects.filter(pk__in=[line.pk for line in gone]).delete()
    for rank, line in enumerate(merged.new, start=last + 1):
        line.scenario, line.rank = held, rank
    rewrite(merged.changed, WRITTEN)
    insert(merged.new)
    scopes = held.lines.order_by().values_list("territory", flat=True).distinct()
    held.places = figures_of(set(scopes), day=today(now))


@unjournalled(PART)
def _changed(held: Scenario, now: dt.datetime) -> None:
    """What is asked is another thing now."""
    held.revision += 1
    held.save()
