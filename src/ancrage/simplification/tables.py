"""The tables: cases, reports, counters; searched, filtered, sorted, taken away."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ancrage.kernel.quality import Quality
from ancrage.people.middleware import ActorRequest
from ancrage.simplification.access import Access
from ancrage.simplification.definitions import effects, needs, outcomes
from ancrage.simplification.models import BlockCase, BlockReport, Question
from ancrage.simplification.queries.figures import AxisRow
from ancrage.simplification.rules.likeness import forms_of
from ancrage.simplification.words import state_of
from ancrage.ui.links import link
from ancrage.ui.tables import Column, Filter, Row, Table, Value

Reads = Callable[[Row], Value]

OURS = "Ancrage, signalements des territoires (déclaré)"
AXES = {
    "authority": "autorité",
    "need": "besoin",
    "region": "région",
    "year": "année de la question",
}


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case as the list shows it: of its reports, what everybody reads alone."""

    case: BlockCase
    question: Question | None
    authority: str
    territories: tuple[str, ...]
    regions: tuple[str, ...]
    reports: int
    lifted: int


def cases_table(request: ActorRequest, rows: Sequence[CaseRow], *, as_of: str) -> Table:
    """The cases that the reader may know of."""
    return Table(
        request,
        rows=rows,
        columns=(
            *_case_columns(request),
            _invented(_case_invented, is_shown=_any(_case_invented, rows)),
        ),
        filters=(
            Filter("region", _("Région"), lambda row: row.regions),
            Filter("territoire", _("Territoire"), lambda row: row.territories),
        ),
        search=_case_text,
        caption=_("Règles et procédures qui bloquent, et ce que les autorités répondent"),
        filename="blocages",
        source=_marked(_any(_case_invented, rows)),
        as_of=as_of,
        default_sort="-numero",
    )


def _case_columns(request: ActorRequest) -> tuple[Column, ...]:
    return (
        Column("numero", _("N°"), lambda row: row.case.number, numeric=True),
        Column(
            "cas",
            _("Cas"),
            lambda row: row.case.title,
            link=lambda row: link(request, "block_case", row.case.number),
        ),
        Column(
            "etat", _("État"), lambda row: state_of("case", row.case.state).label, filterable=True
        ),
        Column("reponse", _("Réponse"), _outcome, filterable=True),
        Column("besoin", _("Besoin"), lambda row: needs()[row.case.need], filterable=True),
        Column("autorite", _("Autorité"), lambda row: row.authority, filterable=True),
        Column("regions", _("Régions"), lambda row: ", ".join(row.regions)),
        Column(
            "territoires",
            _("Territoires"),
            lambda row: ", ".join(row.territories),
            default=False,
        ),
        Column("signalements", _("Signalements publiés"), lambda row: row.reports, numeric=True),
        Column("leves", _("Dont levés"), lambda row: row.lifted, numeric=True),
        Column("pose", _("Posé le"), _asked_on),
        Column("repondu", _("Répondu le"), _answered_on, default=False),
        Column("annee", _("Année"), _year, filterable=True, default=False),
        Column("texte", _("Texte ou procédure"), lambda row: row.case.rule, default=False),
        Column("reference", _("Référence"), lambda row: row.case.reference, default=False),
    )


def reports_table(
    request: ActorRequest,
    rows: Sequence[tuple[BlockReport, Access]],
    *,
    regions: Mapping[str, str],
    as_of: str,
) -> Table:
    """The reports that the reader may know of; of what he sees in outline, dates and amounts."""
    return Table(
        request,
        rows=rows,
        columns=(
            *_report_columns(request),
            _invented(_report_invented, is_shown=_any(_report_invented, rows)),
        ),
        filters=(
            Filter(
                "region",
                _("Région"),
                lambda row: [regions.get(code, code) for code in row[0].region_codes],
            ),
        ),
        search=_report_text,
        caption=_("Signalements que vous pouvez lire"),
        filename="signalements",
        source=_marked(_any(_report_invented, rows)),
        as_of=as_of,
        default_sort="-numero",
    )


def _report_columns(request: ActorRequest) -> tuple[Column, ...]:
    return (
        Column("numero", _("N°"), lambda row: row[0].number, numeric=True),
        Column(
            "blocage",
            _("Blocage"),
            lambda row: _("réservé") if row[1] == Access.OUTLINE else row[0].title,
            link=lambda row: link(request, "block_report", row[0].number),
        ),
        Column(
            "etat", _("État"), lambda row: state_of("report", row[0].state).label, filterable=True
        ),
        Column("territoire", _("Territoire"), lambda row: row[0].territory_name, filterable=True),
        Column("cas", _("Cas"), lambda row: row[0].case.number if row[0].case else None),
        Column("etat_cas", _("État du cas"), _case_state, filterable=True),
        Column(
            "besoin",
            _("Besoin"),
            lambda row: "" if row[1] == Access.OUTLINE else needs()[row[0].need],
            filterable=True,
        ),
        Column(
            "cout",
            _("Coût"),
            lambda row: None if row[0].cost_cents is None else row[0].cost_cents / 100,
            numeric=True,
            unit="€",
            quality=Quality.DECLARED,
        ),
        Column(
            "retard",
            _("Retard"),
            lambda row: row[0].delay_days,
            numeric=True,
            unit=_("jours"),
            quality=Quality.DECLARED,
        ),
        Column("signale", _("Signalé le"), _reported_on),
        Column("effet", _("Levé"), _effect, filterable=True),
        Column(
            "reserve",
            _("Réservé"),
            lambda row: row[0].is_private,
            filterable=True,
            default=False,
        ),
    )


def figures_table(
    request: ActorRequest, rows: Sequence[AxisRow], *, source: str, as_of: str
) -> Table:
    """The counters by authority, need, region and year."""
    return Table(
        request,
        rows=rows,
        columns=(
            Column("par", _("Par"), lambda row: AXES[row.axis], filterable=True),
            Column("quoi", _("Quoi"), lambda row: row.label),
            _count("posees", _("Questions posées"), lambda row: row.counters.asked),
            _count("repondues", _("Répondues"), lambda row: row.counters.answered),
            _count("accordees", _("Accordées"), lambda row: row.counters.granted),
            _count("renvoyees", _("Renvoyées"), lambda row: row.counters.referred),
            _count("attente", _("En attente"), lambda row: row.counters.waiting),
            _count("retard", _("Dont en retard"), lambda row: row.counters.late),
            Column(
                "mediane",
                _("Délai médian"),
                lambda row: row.counters.median_days,
                unit=_("jours"),
                numeric=True,
                decimals=1,
                quality=Quality.DERIVED,
            ),
            Column(
                "decile",
                _("Délai de neuf réponses sur dix"),
                lambda row: row.counters.ninetieth_days,
                unit=_("jours"),
                numeric=True,
                quality=Quality.DERIVED,
            ),
        ),
        caption=_("Questions posées aux autorités, et leurs réponses"),
        filename="blocages-chiffres",
        source=source,
        as_of=as_of,
        page_size=0,
    )


def _count(key: str, label: str, value: Reads) -> Column:
    return Column(key, label, value, numeric=True)


def _invented(value: Reads, *, is_shown: bool) -> Column:
    """What is made up says so on each row, on the screen and in the files."""
    label = _("Démonstration")
    return Column("demonstration", label, value, filterable=is_shown, default=is_shown)


def _marked(is_demonstration: bool) -> str:  # noqa: FBT001 a fact
    return f"{OURS}, en partie inventés pour la démonstration" if is_demonstration else OURS


def _any(holds: Callable[[Row], bool], rows: Sequence[Row]) -> bool:
    return any(holds(row) for row in rows)


def _case_invented(row: Row) -> bool:
    return bool(row.case.is_demonstration)


def _report_invented(row: Row) -> bool:
    return bool(row[0].is_demonstration)


def _case_text(row: Row) -> str:
    case = row.case
    told = f"{case.title} {case.summary} {case.rule} {case.reference}"
    return f"{told} {forms_of(case.words.split())} {' '.join(row.territories)}"


def _report_text(row: Row) -> str:
    report, access = row
    if access == Access.OUTLINE:
        return str(report.territory_name)
    return (
        f"{report.title} {report.prevents} {report.territory_name} {forms_of(report.words.split())}"
    )


def _outcome(row: Row) -> str:
    return outcomes().get(row.question.outcome, "") if row.question else ""


def _asked_on(row: Row) -> dt.date | None:
    return row.question.asked_on if row.question else None


def _answered_on(row: Row) -> dt.date | None:
    question = row.question
    return question.answered_at.date() if question and question.answered_at else None


def _year(row: Row) -> str:
    return str(row.case.gathered_at.year)


def _case_state(row: Row) -> str:
    return state_of("case", row[0].case.state).label if row[0].case else ""


def _effect(row: Row) -> str:
    report, access = row
    return "" if access == Access.OUTLINE else effects().get(report.effect, "")


def _reported_on(row: Row) -> dt.date | None:
    return row[0].reported_at.date() if row[0].reported_at else None
