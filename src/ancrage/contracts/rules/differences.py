"""What an amendment changes: obligations, dates and money, compared key by key, then said."""

from collections.abc import Iterator, Mapping
from dataclasses import astuple, dataclass
from typing import Any

from ancrage.catalogue.rules.facts import euros
from ancrage.contracts.rules.content import ActContent, term_words
from ancrage.kernel.text import typeset
from ancrage.roadmaps.rules.periods import period_words

Key = tuple[str, str]
"""A section, and what is told in it: ("obligations", "F-2026-000001.m1")."""
Flat = dict[Key, Any]
ADDED, GONE, CHANGED = "added", "gone", "changed"
DATES = {"ends_on": "La fin du contrat"}
"""The days that acts share, in words; the day on which each takes effect is its own."""


def flat(content: ActContent) -> Flat:
    """A content key by key: what is compared from one act to the next."""
    found: Flat = {("dates", name): content.dates[name] for name in DATES if name in content.dates}
    found |= {("parties", one.code): astuple(one)[1:3] for one in content.parties}
    found |= {("sheets", one.code): (one.version, one.title) for one in content.sheets}
    found |= {("obligations", o.key): (o.who, o.what, o.by) for o in content.obligations}
    return found | {("money", one.key): one.cents for one in content.money}


@dataclass(frozen=True)
class Difference:
    """What differs: (before, after) by key, None for what is not there; and both acts."""

    before: ActContent
    after: ActContent
    changes: Mapping[Key, tuple[Any, Any]]

    @property
    def is_empty(self) -> bool:
        return not self.changes

    def of(self, section: str) -> dict[str, tuple[Any, Any]]:
        """The changes of a section."""
        return {key: pair for (name, key), pair in self.changes.items() if name == section}


def difference(before: ActContent, after: ActContent) -> Difference:
    """What differs from one content to another."""
    old, new = flat(before), flat(after)
    return Difference(
        before,
        after,
        {
            key: (old.get(key), new.get(key))
            for key in dict.fromkeys([*old, *new])
            if old.get(key) != new.get(key)
        },
    )


def applied(held: Flat, made: Difference) -> Flat:
    """A flat content with the changes of a difference."""
    found = {**held, **{key: after for key, (_before, after) in made.changes.items()}}
    return {key: value for key, value in found.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Said:
    """One change, in a sentence. `kind`: added, gone, changed."""

    kind: str
    sentence: str


@dataclass(frozen=True, slots=True)
class MoneyChange:
    """What changes of a financer's money, in cents. `years`: (year, before, after) of those that
    change; year 0: over the whole length."""

    financer: str
    kind: str
    before: int
    after: int
    years: tuple[tuple[int, int, int], ...]

    @property
    def delta(self) -> int:
        return self.after - self.before


def obligations_said(made: Difference) -> list[Said]:
    """What changes in who does what by when; sheets that come, go, or change of version first."""
    return [*_sheets(made), *_parties(made), *_obligations(made)]


def dates_said(made: Difference) -> list[Said]:
    """What changes in the days that bind."""
    return [_date(name, *pair) for name, pair in made.of("dates").items()]


def _date(name: str, old: str | None, new: str | None) -> Said:
    label = DATES[name]
    if old and new:
        return Said(CHANGED, f"{label} passe du {period_words(old)} au {period_words(new)}.")
    if new:
        return Said(ADDED, f"{label} est fixée au {period_words(new)}.")
    return Said(GONE, f"{label} n’est plus fixée.")


def money_changes(made: Difference) -> list[MoneyChange]:
    """What changes of each financer's money, the greatest change first."""
    old, new = _by_year(made.before), _by_year(made.after)
    found = []
    for who in dict.fromkeys([*old, *new]):
        was, now = old.get(who, {}), new.get(who, {})
        years = tuple(
            (year, was.get(year, 0), now.get(year, 0))
            for year in sorted({*was, *now})
            if was.get(year, 0) != now.get(year, 0)
        )
        if years:
            found.append(MoneyChange(*who, sum(was.values()), sum(now.values()), years))
    return sorted(found, key=lambda one: (-abs(one.delta), one.financer))


def money_said(made: Difference) -> list[str]:
    """The same in sentences: « Région : 20 000 € de plus, de 10 000 € à 30 000 €. »."""
    return [typeset(_money(one)) for one in money_changes(made)]


def _money(one: MoneyChange) -> str:
    if not one.delta:
        return f"{one.financer} : le même total, {euros(one.after)}, réparti autrement."
    word = "de plus" if one.delta > 0 else "de moins"
    return (
        f"{one.financer} : {euros(abs(one.delta))} {word}, "
        f"de {euros(one.before)} à {euros(one.after)}."
    )


def _by_year(content: ActContent) -> dict[tuple[str, str], dict[int, int]]:
    found: dict[tuple[str, str], dict[int, int]] = {}
    for line in content.money:
        years = found.setdefault((line.financer, line.kind), {})
        years[line.year] = years.get(line.year, 0) + line.cents
    return found


def _sheets(made: Difference) -> Iterator[Said]:
    for code, (old, new) in made.of("sheets").items():
        kind = _kind(old, new)
        title = (new or old)[1]
        told = {
            ADDED: f"La fiche {code}, « {title} », entre au contrat.",
            GONE: f"La fiche {code}, « {title} », sort du contrat.",
        }.get(kind) or (
            f"La fiche {code}, « {title} », passe de la version {old[0]} à la version {new[0]}."
        )
        yield Said(kind, typeset(told))


def _parties(made: Difference) -> Iterator[Said]:
    for old, new in made.of("parties").values():
        name, quality = new or old
        told = {
            ADDED: f"{name} devient partie au contrat.",
            GONE: f"{name} n’est plus partie au contrat.",
        }.get(_kind(old, new), f"{name} signe désormais en qualité de : {quality}.")
        yield Said(_kind(old, new), typeset(told))


def _obligations(made: Difference) -> Iterator[Said]:
    """Those of sheets that come or go are told by their sheet's line and their own."""
    for old, new in made.of("obligations").values():
        kind = _kind(old, new)
        if kind == CHANGED:
            yield Said(kind, typeset(_changed(old, new)))
            continue
        who, what, by = new or old
        verb = "s’engage à" if kind == ADDED else "n’est plus tenu à"
        yield Said(kind, typeset(f"{who} {verb} : {what.rstrip('.')}{term_words(by)}."))


def _changed(old: tuple[str, str, str], new: tuple[str, str, str]) -> str:
    who, what, by = new
    told = []
    if old[2] != by:
        told.append(f"l’échéance passe de {_by(old[2])} à {_by(by)}")
    if old[1] != what:
        told.append(f"il ne s’agit plus de : {old[1].rstrip('.')}")
    if old[0] != who:
        told.append(f"ce n’est plus {old[0]} qui s’y engage")
    return f"{who}, « {what.rstrip('.')} » : {' ; '.join(told)}."


def _by(period: str) -> str:
    return period_words(period) if period else "aucune date"


def _kind(old: Any, new: Any) -> str:  # noqa: ANN401 whatever is compared
    if old is None:
        return ADDED
    return GONE if new is None else CHANGED
