"""State aid as tables: the verdicts, what one counted, what a company received, imported files."""

from collections.abc import Collection, Mapping, Sequence

from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext as _

from ancrage.requests.words import in_euros
from ancrage.stateaid.definitions import regimes
from ancrage.stateaid.models import Check, ImportedTable
from ancrage.stateaid.queries.checks import with_undoing
from ancrage.stateaid.rules.model import Aid, Counted, Verdict
from ancrage.stateaid.rules.regimes import Version
from ancrage.stateaid.words import (
    ORIGINS,
    answer_word,
    company_label,
    regime_label,
    source_of,
    with_names,
)
from ancrage.ui.columns import Value
from ancrage.ui.formats import french_date
from ancrage.ui.links import link
from ancrage.ui.query_tables import QueryColumn, QueryFilter, QueryTable, Rows
from ancrage.ui.tables import Column, Table

WAITING = "attend"


def checks_table(
    request: HttpRequest, rows: Rows, *, is_invented: bool, prefix: str = ""
) -> QueryTable:
    """Verdicts as `queries/checks.py` gives them; each leads to its page."""
    return QueryTable(
        request,
        rows=with_undoing(rows),
        columns=(*_whose(request), *_sums(), *_grant(request)),
        filters=_check_filters(),
        find=lambda held, word: held.filter(
            Q(name__icontains=word) | Q(siren__startswith=word) | Q(code__icontains=word)
        ),
        caption=_("Vérifications d’aides d’État"),
        filename="verifications",
        source=source_of(is_invented=is_invented),
        prefix=prefix,
    )


def _whose(request: HttpRequest) -> tuple[QueryColumn, ...]:
    """Which verdict, on whom, and what became of it."""
    return (
        QueryColumn(
            key="code",
            label=_("Vérification"),
            value=lambda one: one.code,
            order="code",
            link=lambda one: link(request, "aid_check", one.code),
        ),
        QueryColumn(
            key="entreprise",
            label=_("Entreprise"),
            value=lambda one: company_label(one.siren, one.name),
            order="name",
            link=lambda one: link(request, "aid_company", one.siren),
        ),
        QueryColumn(
            key="verdict",
            label=_("Verdict"),
            value=lambda one: answer_word(one.answer),
            order="answer",
        ),
        QueryColumn(key="suite", label=_("Suite"), value=outcome),
    )


def _sums() -> tuple[QueryColumn, ...]:
    """What was asked, and the most that may be granted."""
    return (
        _euros("demande", _("Demandé"), "amount_cents"),
        _euros("possible", _("Possible au plus"), "most"),
    )


def _euros(key: str, label: str, field: str) -> QueryColumn:
    return QueryColumn(
        key=key,
        label=label,
        value=lambda one: in_euros(getattr(one, field)),
        unit="€",
        decimals=2,
        numeric=True,
        order=field,
    )


def _grant(request: HttpRequest) -> tuple[QueryColumn, ...]:
    """Of what grant."""
    return (
        QueryColumn(
            key="regime",
            label=_("Régime"),
            value=lambda one: regime_label(one.regime),
            order="regime",
        ),
        QueryColumn(
            key="octroi",
            label=_("Octroi le"),
            value=lambda one: one.granted_on,
            order="granted_on",
        ),
        QueryColumn(
            key="dossier",
            label=_("Dossier"),
            value=lambda one: one.dossier.code if one.dossier else None,
            link=lambda one: link(request, "dossier", one.dossier.code) if one.dossier else "",
        ),
        QueryColumn(
            key="donne",
            label=_("Donné le"),
            value=lambda one: one.made_at.date(),
            order="made_at",
            default=False,
        ),
    )


def _check_filters() -> tuple[QueryFilter, ...]:
    return (
        QueryFilter(
            key="reponse",
            label=_("Verdict"),
            choices=[(code, answer_word(code)) for code, _label in Check.ANSWERS],
            narrow=lambda rows, chosen: rows.filter(answer=chosen),
        ),
        QueryFilter(
            key="etat",
            label=_("Suite"),
            choices=[(WAITING, _("attend une décision")), ("revu", _("revu depuis"))],
            narrow=lambda rows, chosen: (
                waiting(rows) if chosen == WAITING else rows.filter(revised_by__isnull=False)
            ),
        ),
    )


def waiting(rows: Rows) -> Rows:
    """Unknown verdicts that nobody accepted, revised or granted after."""
    return rows.filter(
        answer="unknown", accepted_at=None, revised_by__isnull=True, granted_cents=None
    )


def outcome(check: Check) -> str:
    """What became of a verdict (`with_undoing`): revised, granted, undone, accepted; "" when
    nothing did."""
    if hasattr(check, "revised_by"):
        return _("revu depuis")
    if check.granted_cents is not None:
        is_undone: bool = check.is_undone  # type: ignore[attr-defined]
        return _("accordé, puis annulé") if is_undone else _("accordé")
    if check.accepted_at is not None:
        return _("accepté")
    return _("attend une décision") if check.answer == "unknown" else ""


def counted_table(
    request: HttpRequest,
    verdict: Verdict,
    names: Mapping[str, str],
    *,
    version: Version | None,
    is_invented: bool,
) -> Table:
    """What a verdict looked at: whose, when, from whom, how known, counted or not and why.

    `version`: the regime that it was given under.
    """
    counts = version.counts if version else frozenset()
    return Table(
        request,
        rows=verdict.counted,
        columns=(
            Column(
                "beneficiaire",
                _("Bénéficiaire"),
                lambda one: company_label(one.aid.siren, names.get(one.aid.siren, "")),
            ),
            Column("date", _("Accordée le"), lambda one: one.aid.granted_on),
            Column("financeur", _("Financeur"), lambda one: one.aid.financer or _("inconnu")),
            Column("source", _("Connue par"), lambda one: str(ORIGINS[one.aid.origin])),
            Column("regime", _("Régime"), lambda one: regime_label(one.aid.regime)),
            Column(
                "montant",
                _("Montant"),
                lambda one: in_euros(one.aid.cents),
                unit="€",
                decimals=2,
                numeric=True,
            ),
            Column("compte", _("Comptée"), lambda one: _is_counted(one, counts)),
            Column("parce", _("Parce que"), lambda one: with_names(one.because, names)),
            Column("numero", _("Numéro"), lambda one: one.aid.number, default=False),
        ),
        caption=_("Ce qui a été compté, en équivalent-subvention brut"),
        filename="aides-comptees",
        source=source_of(is_invented=is_invented),
        as_of=french_date(verdict.on),
        default_sort="date",
        prefix="c-",
        controls=False,
        page_size=0,
    )


def _is_counted(one: Counted, counts: Collection[str]) -> Value:
    """Whether an aid counts; the regime of some is not told, and may be one that does."""
    is_known = one.aid.regime in regimes().by_code
    if counts and is_known and one.aid.regime not in counts:
        return _("non, sous un régime qui ne compte pas ici")
    return _("oui, dans la fenêtre") if one.in_window else _("non, hors de la fenêtre")


def aids_table(
    request: HttpRequest, aids: Sequence[Aid], names: Mapping[str, str], *, is_invented: bool
) -> Table:
    """The aids that a company and its group received, whatever they are known from."""
    return Table(
        request,
        rows=aids,
        columns=(
            Column(
                "recue",
                _("Reçue par"),
                lambda aid: company_label(aid.siren, names.get(aid.siren, "")),
                filterable=True,
            ),
            Column("date", _("Accordée le"), lambda aid: aid.granted_on),
            Column("regime", _("Régime"), lambda aid: regime_label(aid.regime), filterable=True),
            Column(
                "source", _("Connue par"), lambda aid: str(ORIGINS[aid.origin]), filterable=True
            ),
            Column("financeur", _("Financeur"), lambda aid: aid.financer or _("inconnu")),
            Column(
                "montant",
                _("Montant"),
                lambda aid: in_euros(aid.cents),
                unit="€",
                decimals=2,
                numeric=True,
            ),
            Column("connue", _("Connue le"), lambda aid: aid.recorded_on, default=False),
        ),
        caption=_("Aides reçues, en équivalent-subvention brut"),
        filename="aides-recues",
        source=source_of(is_invented=is_invented),
        as_of=french_date(request.as_at.date),  # type: ignore[attr-defined]
        default_sort="-date",
        prefix="a-",
    )


def imported_table(request: HttpRequest, rows: Sequence[ImportedTable]) -> Table:
    """The files of tables that were imported, those that were withdrawn too."""
    return Table(
        request,
        rows=rows,
        columns=(
            Column("fichier", _("Fichier"), lambda one: one.name),
            Column("table", _("Table"), lambda one: one.get_kind_display(), filterable=True),
            Column("source", _("Source"), lambda one: one.source),
            Column("lignes", _("Lignes"), lambda one: one.count, numeric=True),
            Column("etat", _("État au"), lambda one: one.as_of),
            Column("importee", _("Importée le"), lambda one: one.recorded_at.date()),
            Column("retrait", _("Retirée"), _withdrawal),
            Column("empreinte", _("Empreinte"), lambda one: one.digest, default=False),
        ),
        caption=_("Tables importées"),
        filename="tables",
        source=source_of(is_invented=any(one.is_demonstration for one in rows)),
    )


def _withdrawal(one: ImportedTable) -> str:
    if one.withdrawn_at is None:
        return ""
    told = {"day": french_date(one.withdrawn_at.date()), "reason": one.withdrawn_reason}
    return _("le %(day)s : %(reason)s") % told
