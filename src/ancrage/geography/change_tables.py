"""The tables of what changed between two lists: the changes, and the weighted crosswalk."""

from collections.abc import Callable, Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ancrage.geography.rules.changes import Change, Comparison, Kind, Passage, Shift
from ancrage.geography.rules.listing import ListedTerritory
from ancrage.kernel.quality import Quality
from ancrage.ui.formats import french_date
from ancrage.ui.links import link
from ancrage.ui.middleware import DatedRequest
from ancrage.ui.tables import Column, Filter, Table, build_table

KINDS = {
    Kind.CAME: gettext_lazy("entré"),
    Kind.WENT: gettext_lazy("sorti"),
    Kind.MERGED: gettext_lazy("réunis"),
    Kind.SPLIT: gettext_lazy("divisé"),
    Kind.RECOMPOSED: gettext_lazy("recomposés"),
    Kind.GREW: gettext_lazy("agrandi"),
    Kind.SHRANK: gettext_lazy("réduit"),
    Kind.RESHAPED: gettext_lazy("remodelé"),
    Kind.KEPT: gettext_lazy("inchangé"),
}
COUNTED = {
    Kind.CAME: gettext_lazy("Entrées"),
    Kind.WENT: gettext_lazy("Sorties"),
    Kind.MERGED: gettext_lazy("Réunions"),
    Kind.SPLIT: gettext_lazy("Divisions"),
    Kind.RECOMPOSED: gettext_lazy("Recompositions"),
    Kind.GREW: gettext_lazy("Agrandissements"),
    Kind.SHRANK: gettext_lazy("Réductions"),
    Kind.RESHAPED: gettext_lazy("Remodelages"),
    Kind.KEPT: gettext_lazy("Sans changement"),
}
"""The same as nouns, for how many there are of each."""
RENAMED = "renamed"


def changes_table(request: DatedRequest, comparison: Comparison) -> Table:
    """One line per change; what stayed as it was, name included, is only counted."""
    rows = [c for c in comparison.changes if c.kind != Kind.KEPT or c.is_renamed]
    after = comparison.after.code
    choices = [*((k.value, str(label)) for k, label in KINDS.items()), (RENAMED, _("renommé"))]
    return build_table(
        request,
        rows=rows,
        columns=[
            Column("kind", _("Changement"), _kinds),
            Column("before", _("Avant"), lambda c: _names(c.before)),
            Column("after", _("Après"), lambda c: _names(c.after), link=_link(request, after)),
            Column("entered", _("Sont entrées"), lambda c: _came(c.shifts), sortable=False),
            Column("left", _("Sont sorties"), lambda c: _gone(c.shifts), sortable=False),
            Column("codes_before", _("Codes avant"), lambda c: _codes(c.before), default=False),
            Column("codes_after", _("Codes après"), lambda c: _codes(c.after), default=False),
        ],
        filters=[Filter("nature", _("Nature"), _kind_keys, choices=choices, all_label=_("Toutes"))],
        search=lambda c: (
            f"{_names(c.before)} {_names(c.after)} {_came(c.shifts)} {_gone(c.shifts)}"
        ),
        caption=_caption(_("Changements"), comparison),
        filename=f"changements-{comparison.before.code}-{after}",
        source=_source(comparison),
        as_of=_dates(comparison),
        prefix="c-",
        default_sort="kind",
    )


def _searched(change: Change) -> str:
    names = _names(change.before), _names(change.after)
    return " ".join([*names, _came(change.shifts), _gone(change.shifts)])


def _kind_keys(change: Change) -> list[str]:
    return [change.kind.value, *([RENAMED] if change.is_renamed else [])]


def _kinds(change: Change) -> str:
    if not change.is_renamed:
        return str(KINDS[change.kind])
    renamed = _("renommé")
    return renamed if change.kind == Kind.KEPT else f"{KINDS[change.kind]}, {renamed}"


def _names(territories: Iterable[ListedTerritory]) -> str:
    return " ; ".join(t.name for t in territories)


def _codes(territories: Iterable[ListedTerritory]) -> str:
    return " ".join(t.code for t in territories)


def _link(request: DatedRequest, version: str) -> Callable[[Change], str]:
    """The page of the territory after, when there is one and only one."""

    def url(change: Change) -> str:
        if len(change.after) != 1:
            return ""
        return link(request, "territory", version, change.after[0].code)

    return url


def _came(shifts: Iterable[Shift]) -> str:
    return " ; ".join(_moved(s, s.entered) for s in shifts if s.entered)


def _gone(shifts: Iterable[Shift]) -> str:
    return " ; ".join(_moved(s, s.left) for s in shifts if s.left)


def _moved(shift: Shift, communes: int) -> str:
    name = shift.name or _("communes sans intercommunalité")
    if communes == shift.communes:
        return name
    part = ngettext("%(count)d commune sur %(all)d", "%(count)d communes sur %(all)d", communes)
    return f"{name} ({part % {'count': communes, 'all': shift.communes}})"


def crosswalk_table(request: DatedRequest, comparison: Comparison) -> Table:
    """What each territory before has in common with each after, outside included."""
    names = [{t.code: t.name for t in v.territories} for v in (comparison.before, comparison.after)]
    outside = _("hors liste")
    ends = (
        Column("before", _("Avant"), lambda p: names[0].get(p.before, outside)),
        Column("after", _("Après"), lambda p: names[1].get(p.after, outside)),
    )
    return build_table(
        request,
        rows=[p for p in comparison.passages if p.before or p.after],
        columns=[*ends, *_crosswalk_figures()],
        search=lambda p: f"{names[0].get(p.before, '')} {names[1].get(p.after, '')}",
        caption=_caption(_("Table de passage"), comparison),
        filename=f"passage-{comparison.before.code}-{comparison.after.code}",
        source=_source(comparison),
        as_of=_dates(comparison),
        prefix="p-",
        default_sort="before",
        filters=[
            Filter("passage", _("Lignes"), _whole_or_part, choices=_spans(), all_label=_("Toutes"))
        ],
    )


def _crosswalk_figures() -> list[Column]:
    return [
        Column("communes", _("Communes"), lambda p: p.communes, numeric=True),
        Column("population", _("Population"), lambda p: p.population, numeric=True),
        _share("of_before", _("Part de l’ancien (population)"), lambda p: p.share_of_before),
        _share("of_after", _("Part du nouveau (population)"), lambda p: p.share_of_after),
        Column(
            "jobs",
            _("Emplois industriels"),
            lambda p: p.industrial_jobs,
            numeric=True,
            quality=Quality.ESTIMATE,
            lower_bound=True,
        ),
        _share(
            "jobs_of_before",
            _("Part des emplois industriels de l’ancien"),
            lambda p: p.jobs_share_of_before,
            quality=Quality.ESTIMATE,
        ),
        Column("code_before", _("Code avant"), lambda p: p.before, default=False),
        Column("code_after", _("Code après"), lambda p: p.after, default=False),
    ]


def _share(
    key: str,
    label: str,
    value: Callable[[Passage], float | None],
    *,
    quality: Quality = Quality.DERIVED,
) -> Column:
    return Column(
        key,
        label,
        lambda p: _inside(value(p)),
        percent=True,
        decimals=1,
        quality=quality,
        sortable=False,
    )


def _inside(share: float | None) -> float | str:
    """A share, or words where there is nothing to take a share of (outside of the list)."""
    return _("sans objet") if share is None else share


def _spans() -> list[tuple[str, str]]:
    return [("partage", _("territoires partagés")), ("entier", _("en entier"))]


def _whole_or_part(passage: Passage) -> str:
    whole = passage.share_of_before == 1 and passage.share_of_after == 1
    return "entier" if whole else "partage"


def _caption(what: str, comparison: Comparison) -> str:
    return _("%(what)s de « %(before)s » à « %(after)s »") % {
        "what": what,
        "before": comparison.before.name,
        "after": comparison.after.name,
    }


def _source(comparison: Comparison) -> str:
    return _(
        "Calculé par Ancrage d’après « %(before)s » et « %(after)s », la population de 2023 "
        "(INSEE) et les emplois industriels de 2023 (estimation)"
    ) % {"before": comparison.before.name, "after": comparison.after.name}


def _dates(comparison: Comparison) -> str:
    days = (french_date(v.valid_from) for v in (comparison.before, comparison.after))
    return _("listes du %(before)s et du %(after)s") % dict(
        zip(("before", "after"), days, strict=True)
    )
