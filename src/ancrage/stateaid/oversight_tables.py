"""What escapes checks, as tables: grants that no verdict covers, ceilings that are passed."""

from collections.abc import Callable, Sequence
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from ancrage.requests.words import in_euros
from ancrage.stateaid.queries.overruns import Overrun, Unchecked
from ancrage.stateaid.words import company_label, regime_label, source_of
from ancrage.ui.links import link
from ancrage.ui.tables import Column, Table


def unchecked_table(request: HttpRequest, rows: Sequence[Unchecked], *, is_invented: bool) -> Table:
    """The grants that no check covers whole."""
    return Table(
        request,
        rows=rows,
        columns=(
            Column(
                "dossier",
                _("Dossier"),
                lambda one: one.dossier.code,
                link=lambda one: link(request, "dossier", one.dossier.code),
            ),
            Column(
                "entreprise",
                _("Entreprise"),
                lambda one: company_label(one.dossier.siren, one.dossier.beneficiary),
            ),
            Column("financeur", _("Financeur"), lambda one: one.dossier.financer_name),
            Column("regime", _("Régime"), lambda one: regime_label(one.dossier.aid_basis)),
            Column("date", _("Accordée le"), lambda one: one.granted_on),
            _euros("accorde", _("Accordé"), lambda one: one.cents),
            _euros("verifie", _("Dont vérifié"), lambda one: one.checked),
        ),
        caption=_("Octrois qu’aucun verdict ne couvre"),
        filename="octrois-non-verifies",
        source=source_of(is_invented=is_invented),
        prefix="o-",
    )


def overruns_table(request: HttpRequest, rows: Sequence[Overrun], *, is_invented: bool) -> Table:
    """The undertakings that received more than a ceiling."""
    return Table(
        request,
        rows=rows,
        columns=(
            Column(
                "depasse",
                _("Entreprise"),
                lambda one: company_label(one.siren, one.name),
                link=lambda one: link(request, "aid_company", one.siren),
            ),
            Column("sous", _("Régime"), lambda one: regime_label(one.verdict.regime)),
            _euros("plafond", _("Plafond"), lambda one: one.verdict.ceiling),
            _euros("recu", _("Reçu"), lambda one: one.verdict.used),
        ),
        caption=_("Entreprises uniques au-dessus d’un plafond"),
        filename="plafonds-depasses",
        source=source_of(is_invented=is_invented),
        prefix="d-",
    )


def _euros(key: str, label: str, cents: Callable[[Any], int | None]) -> Column:
    return Column(key, label, lambda one: in_euros(cents(one)), unit="€", decimals=2, numeric=True)
