"""All that one check reads, put in order once: the group, its aids, what they pay for."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from ancrage.stateaid.rules.duplicates import Told, gathered, total
from ancrage.stateaid.rules.groups import SPLIT, part_of, undertaking
from ancrage.stateaid.rules.model import Aid, Asked, Company, Link, Tables
from ancrage.stateaid.rules.regimes import Kind, Regimes
from ancrage.stateaid.rules.spans import NOTHING, Span


@dataclass(frozen=True, slots=True)
class Context:
    """What a check knows. `aids`: those of the group and those for the same costs, given up to the
    day of the grant, as each source tells them."""

    asked: Asked
    company: Company
    told: tuple[Told, ...]
    links: tuple[Link, ...]
    splits: tuple[Link, ...]
    tables: Tables
    regimes: Regimes
    known_on: dt.date
    group: Mapping[str, str]

    @classmethod
    def of(
        cls,
        asked: Asked,
        *,
        company: Company,
        aids: Iterable[Aid],
        links: Iterable[Link],
        tables: Tables,
        regimes: Regimes,
        known_on: dt.date,
    ) -> "Context":
        """What is known on a day; the grant asked about is not counted against itself."""
        held = tuple(links)
        group = undertaking(asked.siren, held, on=asked.on, known_on=known_on, kinds=regimes.kinds)
        known = [aid for aid in aids if aid.recorded_on <= known_on and not _is_itself(aid, asked)]
        told = tuple(gathered(known))
        splits = tuple(link for link in held if link.kind == SPLIT)
        return cls(asked, company, told, held, splits, tables, regimes, known_on, group)

    @property
    def aids(self) -> tuple[Aid, ...]:
        """The aids that may count, the oldest first, as each source tells them."""
        each = [aid for told in self.told for aid in told.versions if self._may_count(aid)]
        return tuple(sorted(each, key=lambda aid: (aid.granted_on, aid.siren, aid.code)))

    def part(self, aid: Aid) -> Span:
        """What an aid counts for the group of the one who asks, nothing after the grant."""
        if aid.granted_on > self.asked.on:
            return NOTHING
        return part_of(aid, self.group, self.splits, on=self.asked.on, known_on=self.known_on)

    def same_costs(self, aid: Aid) -> bool | None:
        """Whether an aid pays for the same costs; None: one of the projects is not told. Of a
        company outside of the group it is taken not to, unless the project is told to be one."""
        regime = self.regimes.by_code.get(aid.regime)
        is_aid = regime is None or regime.kind != Kind.NONE
        if not is_aid or aid.granted_on > self.asked.on:
            return False
        if aid.project and self.asked.project:
            return aid.project == self.asked.project
        return None if aid.siren in self.group else False

    def because(self, aid: Aid) -> str:
        """Why an aid is looked at: who received it."""
        if aid.siren in self.group:
            return self.group[aid.siren]
        same = bool(aid.project) and aid.project == self.asked.project
        return "Pour les mêmes coûts." if same else "Reçue avant une scission."

    def total(self, weigh: Callable[[Aid], Span]) -> Span:
        """What the aids add up to by a rule."""
        return total(self.told, weigh, days=self.regimes.settings.duplicate_days)

    def _may_count(self, aid: Aid) -> bool:
        return self.part(aid) != NOTHING or bool(aid.cents != 0 and self.same_costs(aid))


def _is_itself(aid: Aid, asked: Asked) -> bool:
    return bool(asked.number) and aid.number == asked.number and aid.siren == asked.siren
