"""The crosswalk to another year in French words, and as rows: for the page, the file, the console.

It is read from the document that is kept (`year_change.YearChange.document`), so that what was
shown before it was accepted is told the same afterwards.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ancrage.geography.rules.changes import Kind
from ancrage.geography.rules.crosswalk import Fate
from ancrage.kernel.text import typeset
from ancrage.ui.exports import Sheet, csv_text
from ancrage.ui.formats import french_date

FATES = {
    Fate.UNCHANGED: gettext_lazy("inchangé"),
    Fate.RENAMED: gettext_lazy("renommé"),
    Fate.REDRAWN: gettext_lazy("garde son code, d’autres communes"),
    Fate.RECODED: gettext_lazy("mêmes communes, autre code"),
    Fate.MERGED: gettext_lazy("réuni à un autre"),
    Fate.SPLIT: gettext_lazy("partagé entre plusieurs"),
    Fate.DISSOLVED: gettext_lazy("dissous, communes sans intercommunalité"),
    Fate.UNKNOWN: gettext_lazy("inconnu : communes sans suite"),
}
KINDS = {
    Kind.KEPT: gettext_lazy("mêmes communes, autre nom ou autre SIREN"),
    Kind.GREW: gettext_lazy("agrandie"),
    Kind.SHRANK: gettext_lazy("réduite"),
    Kind.RESHAPED: gettext_lazy("communes entrées et sorties"),
    Kind.MERGED: gettext_lazy("réunies en une"),
    Kind.SPLIT: gettext_lazy("partagée en plusieurs"),
    Kind.RECOMPOSED: gettext_lazy("recomposées"),
    Kind.CAME: gettext_lazy("nouvelle"),
    Kind.WENT: gettext_lazy("disparue"),
}
OUTSIDE = gettext_lazy("hors intercommunalité")


@dataclass(frozen=True, slots=True)
class GroupRow:
    """An intercommunalité (or EPT) and one of the next year that has some of its communes."""

    change: str
    before: str
    before_name: str
    after: str
    after_name: str
    communes: int
    population: int
    share_of_before: float | None
    share_of_after: float | None


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A member of a list, and one of the places that it is now in."""

    list: str
    territory: str
    territory_name: str
    code: str
    name: str
    fate: str
    into: str
    into_name: str
    communes: int
    population: int
    share: float
    share_of_place: float | None


def group_rows(document: dict[str, Any]) -> list[GroupRow]:
    """What passes between the intercommunalités that change, by change."""
    kinds = {
        place["code"]: str(KINDS[Kind(change["kind"])])
        for change in document["changes"]
        for place in (*change["after"], *change["before"])
    }
    return [
        GroupRow(
            change=kinds.get(told["before"]) or kinds.get(told["after"], ""),
            before=told["before"],
            before_name=told["before_name"] or str(OUTSIDE),
            after=told["after"],
            after_name=told["after_name"] or str(OUTSIDE),
            communes=told["communes"],
            population=told["population"],
            share_of_before=told["share_of_before"],
            share_of_after=told["share_of_after"],
        )
        for told in document["passages"]
    ]


@dataclass(frozen=True, slots=True)
class NextRow:
    """A member of a territory that changes, as the list that goes on has it."""

    list: str
    territory: str
    territory_name: str
    code: str
    name: str
    communes: int
    of: int

    @property
    def coverage(self) -> str:
        """« en entier », « 11 communes sur 31 »."""
        if self.communes == self.of:
            return _("en entier")
        told = {"communes": self.communes, "all": self.of}
        return (
            ngettext(
                "%(communes)d commune sur %(all)d",
                "%(communes)d communes sur %(all)d",
                self.communes,
            )
            % told
        )


def next_rows(document: dict[str, Any]) -> list[NextRow]:
    """What the territories that change hold in the lists that go on."""
    return [
        NextRow(
            list=held["following"]["list"],
            territory=territory["code"],
            territory_name=territory["name"],
            code=member["code"],
            name=member["name"],
            communes=member["communes"],
            of=member["of"],
        )
        for held in document["lists"]
        if held["following"]
        for territory in held["following"]["territories"]
        for member in territory["members"]
    ]


def member_rows(document: dict[str, Any], *, past: bool) -> list[MemberRow]:
    """Where the members of the programmes' lists are now; those that stay are left out.

    `past`: those of the lists that only are history, else those of the lists that go on.
    """
    return [
        MemberRow(
            list=held["list"],
            territory=member["territory"],
            territory_name=member["territory_name"],
            code=member["code"],
            name=member["name"],
            fate=str(FATES[Fate(member["fate"])]),
            into=part["code"],
            into_name=part["name"] or str(OUTSIDE),
            communes=part["communes"],
            population=part["population"],
            share=part["share"],
            share_of_place=part["share_of_place"],
        )
        for held in document["lists"]
        if past == (held["following"] is None)
        for member in held["members"]
        for part in member["parts"] or [NOWHERE]
    ]


NOWHERE: dict[str, Any] = {
    "code": "",
    "name": "",
    "communes": 0,
    "population": 0,
    "share": 0.0,
    "share_of_place": None,
}


def counted_changes(document: dict[str, Any]) -> list[tuple[str, int]]:
    """How many changes of each kind among intercommunalités and EPTs, then how many stay."""
    found = [Kind(change["kind"]) for change in document["changes"]]
    told = [(str(KINDS[kind]), found.count(kind)) for kind in KINDS if kind in found]
    return [*told, (_("inchangées"), document["kept"] - found.count(Kind.KEPT))]


def list_sentences(document: dict[str, Any]) -> Iterator[str]:
    """What becomes of each list of a programme, in one sentence."""
    for held in document["lists"]:
        told = {"name": held["name"], "code": held["list"], "unchanged": held["unchanged"]}
        following = held["following"]
        if following:
            told["day"] = french_date(dt.date.fromisoformat(following["valid_from"]))
            yield _(
                "« %(name)s » (%(code)s) continue à partir du %(day)s dans une nouvelle liste, "
                "%(next)s ; membres inchangés : %(unchanged)d."
            ) % (told | {"next": following["list"]})
        elif held["restated"]:
            yield (
                _(
                    "« %(name)s » (%(code)s), liste passée : les mêmes communes, dites sur les "
                    "nouvelles intercommunalités."
                )
                % told
            )
        else:
            yield _("« %(name)s » (%(code)s) reste telle quelle.") % told


def undecided_sentences(document: dict[str, Any]) -> list[str]:
    """What has to be decided before, list by list."""
    return [
        typeset(
            f"{held['list']}, {told['territory']} ({told['territory_name']}) : "
            f"{told['what']} {told['advice']}"
        )
        for held in document["lists"]
        for told in held["undecided"]
    ]


def crosswalk_csv(document: dict[str, Any]) -> str:
    """The whole as one table: the intercommunalités that change, then the members of lists."""
    headings = [
        *(_("Liste"), _("Territoire"), _("Nom du territoire"), _("Code avant"), _("Nom avant")),
        *(_("Devenir"), _("Code après"), _("Nom après"), _("Communes"), _("Population")),
        *(_("Part de l’ancien"), _("Part du nouveau")),
    ]
    groups = (
        ("", "", "", g.before, g.before_name, g.change, g.after, g.after_name, g.communes,
         g.population, g.share_of_before, g.share_of_after)
        for g in group_rows(document)
    )  # fmt: skip
    members = (
        (m.list, m.territory, m.territory_name, m.code, m.name, m.fate, m.into, m.into_name,
         m.communes, m.population, m.share, m.share_of_place)
        for past in (False, True)
        for m in member_rows(document, past=past)
    )  # fmt: skip
    source = _("Calculé par Ancrage : %(before)s, %(after)s") % {
        "before": document["before"]["name"],
        "after": document["after"]["name"],
    }
    dates = f"{document['before']['vintage']} → {document['after']['vintage']}"
    return csv_text(Sheet(_("Table de passage"), headings, [*groups, *members], source, dates))
