"""Moving on to another year of intercommunalités: what was shown, accepted or not."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from ancrage.geography import queries, year_words
from ancrage.geography.models import YearCrosswalk
from ancrage.ui.links import link
from ancrage.ui.middleware import DatedRequest
from ancrage.ui.tables import Column, Table, build_table

SHORT = 16
"""How many characters of the fingerprint the command is given."""


def year_changes(request: DatedRequest) -> HttpResponse:
    """The crosswalks that were shown, the last first."""
    table = build_table(
        request,
        rows=list(queries.year_crosswalks()),
        columns=[
            Column(
                "after",
                _("Vers"),
                lambda c: c.after,
                link=lambda c: link(request, "year_change", c.fingerprint),
            ),
            Column("before", _("Depuis"), lambda c: c.before),
            Column("shown", _("Montrée le"), lambda c: c.shown_at.date()),
            Column("state", _("État"), _state),
            Column("fingerprint", _("Empreinte"), lambda c: c.fingerprint[:SHORT]),
        ],
        caption=_("Tables de passage"),
        filename="millesimes",
        controls=False,
    )
    context = {"table": table, "breadcrumb": [(_("Millésimes"), "")]}
    return render(request, "geography/year_changes.html", context)


def _state(crosswalk: YearCrosswalk) -> str:
    return _("acceptée et chargée") if crosswalk.accepted_at else _("montrée, pas encore acceptée")


def year_change(request: DatedRequest, fingerprint: str) -> HttpResponse:
    """One crosswalk: intercommunalités, lists of the programmes, what has to be decided."""
    crosswalk = queries.year_crosswalk(fingerprint)
    if crosswalk is None:
        raise Http404
    tables = (
        _groups_table(request, crosswalk),
        _members_table(request, crosswalk),
        _next_table(request, crosswalk),
        _members_table(request, crosswalk, past=True),
    )
    files = (table.response() for table in tables)
    context = {
        "crosswalk": crosswalk,
        "short": crosswalk.fingerprint[:SHORT],
        "counts": year_words.counted_changes(crosswalk.document),
        "sentences": list(year_words.list_sentences(crosswalk.document)),
        "undecided": year_words.undecided_sentences(crosswalk.document),
        "tables": tables,
        "breadcrumb": [
            (_("Millésimes"), link(request, "year_changes")),
            (crosswalk.after, ""),
        ],
    }
    answer = next((file for file in files if file), None)
    return answer or render(request, "geography/year_change.html", context)


def _groups_table(request: DatedRequest, crosswalk: YearCrosswalk) -> Table:
    return build_table(
        request,
        rows=year_words.group_rows(crosswalk.document),
        columns=[
            Column("change", _("Devenir"), lambda g: g.change, filterable=True),
            Column("before_name", _("Avant"), lambda g: g.before_name),
            Column("after_name", _("Après"), lambda g: g.after_name),
            Column("communes", _("Communes"), lambda g: g.communes, numeric=True),
            Column("population", _("Population"), lambda g: g.population, numeric=True),
            _share("of_before", _("Part de l’ancienne"), "share_of_before"),
            _share("of_after", _("Part de la nouvelle"), "share_of_after"),
            Column("before", _("SIREN avant"), lambda g: g.before, default=False),
            Column("after", _("SIREN après"), lambda g: g.after, default=False),
        ],
        search=lambda g: f"{g.before_name} {g.after_name} {g.before} {g.after}",
        caption=_("Intercommunalités qui changent"),
        filename="passage-intercommunalites",
        prefix="i-",
        source=_source(crosswalk),
        as_of=f"{crosswalk.before} → {crosswalk.after}",
    )


def _next_table(request: DatedRequest, crosswalk: YearCrosswalk) -> Table:
    return build_table(
        request,
        rows=year_words.next_rows(crosswalk.document),
        columns=[
            Column("territory", _("Territoire"), lambda n: n.territory_name),
            Column("name", _("Membre"), lambda n: n.name),
            Column("coverage", _("Part"), lambda n: n.coverage, filterable=True),
            Column("list", _("Liste"), lambda n: n.list, filterable=True),
            Column("territory_code", _("Code du territoire"), lambda n: n.territory, default=False),
            Column("code", _("Code du membre"), lambda n: n.code, default=False),
        ],
        search=lambda n: f"{n.territory_name} {n.name} {n.territory} {n.code}",
        caption=_("Territoires qui changent, dans la nouvelle liste"),
        filename="nouvelle-liste",
        prefix="n-",
        source=_source(crosswalk),
        as_of=f"{crosswalk.before} → {crosswalk.after}",
    )


def _members_table(request: DatedRequest, crosswalk: YearCrosswalk, *, past: bool = False) -> Table:
    return build_table(
        request,
        rows=year_words.member_rows(crosswalk.document, past=past),
        columns=[
            Column("list", _("Liste"), lambda m: m.list, filterable=True),
            Column("territory", _("Territoire"), lambda m: m.territory_name),
            Column("name", _("Membre"), lambda m: m.name),
            Column("fate", _("Devenir"), lambda m: m.fate, filterable=True),
            Column("into", _("Maintenant dans"), lambda m: m.into_name),
            Column("communes", _("Communes"), lambda m: m.communes, numeric=True),
            Column("population", _("Population"), lambda m: m.population, numeric=True),
            _share("share", _("Part du membre"), "share"),
            _share("of_place", _("Part du lieu"), "share_of_place"),
            Column("code", _("Code du membre"), lambda m: m.code, default=False),
            Column("into_code", _("Code du lieu"), lambda m: m.into, default=False),
        ],
        search=lambda m: f"{m.territory_name} {m.name} {m.into_name} {m.code} {m.into}",
        caption=_("Listes passées") if past else _("Membres qui changent"),
        filename="passage-listes-passees" if past else "passage-listes",
        prefix="h-" if past else "m-",
        source=_source(crosswalk),
        as_of=f"{crosswalk.before} → {crosswalk.after}",
    )


def _share(key: str, label: str, name: str) -> Column:
    """A share of the population; words where there is nothing to take a share of."""

    def value(row: object) -> float | str:
        share: float | None = getattr(row, name)
        return _("sans objet") if share is None else share

    return Column(key, label, value, percent=True, decimals=1, sortable=False)


def _source(crosswalk: YearCrosswalk) -> str:
    document = crosswalk.document
    told = {"before": document["before"]["name"], "after": document["after"]["name"]}
    return _("Calculé par Ancrage d’après « %(before)s » et « %(after)s »") % told
