"""The de minimis grants of a financer, as the national register wants them."""

import csv
import datetime as dt
import io

from django.db.models import Q
from django.utils.translation import gettext as _

from ancrage.funding.models import Dossier
from ancrage.kernel.text import escape_formula
from ancrage.stateaid.definitions import regimes
from ancrage.stateaid.queries.asking import terms_of
from ancrage.stateaid.queries.importing import current_layout
from ancrage.stateaid.queries.received import aids_where
from ancrage.stateaid.queries.tables import tables_at
from ancrage.stateaid.rules.model import Aid
from ancrage.stateaid.rules.regimes import Kind
from ancrage.stateaid.rules.register import Layout, Registered, header, lacks, rows


def registered(
    financer: str, since: dt.date, until: dt.date, *, is_demonstration: bool = False
) -> list[Registered]:
    """The grants under a regime with a ceiling, net, that a financer made from a day to another,
    both included; made-up ones never with others."""
    wanted = Q(
        financer=financer,
        aid_basis__in=_codes(),
        is_demonstration=is_demonstration,
    )
    held = aids_where(wanted, tables=tables_at())
    aids = [aid for aid in held if since <= aid.granted_on <= until]
    codes = {aid.code.partition("@")[0] for aid in aids}
    found = Dossier.objects.filter(code__in=codes).select_related("aid_terms")
    dossiers = {one.code: one for one in found}
    return [_registered(aid, dossiers[aid.code.partition("@")[0]]) for aid in aids]


def _codes() -> list[str]:
    return [code for code, one in regimes().by_code.items() if one.kind == Kind.CEILING]


def _registered(aid: Aid, dossier: Dossier) -> Registered:
    terms = terms_of(dossier)
    name = dossier.beneficiary
    return Registered(
        aid=aid,
        name=_("Démonstration : %s") % name if dossier.is_demonstration else name,
        financer=dossier.financer_name,
        instrument=terms.get_instrument_display() if terms else _("subvention"),
        nace="",
    )


def register_csv(held: list[Registered], layout: Layout | None = None) -> bytes:
    """A file of these grants, by the layout in force: UTF-8, commas."""
    told = layout or current_layout()
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(map(escape_formula, header(told)))
    writer.writerows(map(escape_formula, row) for row in rows(held, told))
    return buffer.getvalue().encode()


def register_lacks(held: list[Registered]) -> list[str]:
    """What the register requires and is not known, by the code of its dossier."""
    layout = current_layout()
    told = ((one.aid.code, lacks(one, layout)) for one in held)
    return [f"{code} : {', '.join(labels)}" for code, labels in told if labels]
