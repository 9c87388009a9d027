"""What a check is asked: of a dossier of the ledger, or of a verdict that is given again."""

import datetime as dt
from dataclasses import dataclass, replace

from ancrage.funding.models import Dossier
from ancrage.stateaid.documents import read_asked
from ancrage.stateaid.models import AidTerms, Check
from ancrage.stateaid.queries.equivalents import equivalent_of
from ancrage.stateaid.queries.received import number_of, project_of
from ancrage.stateaid.rules.model import Asked, Tables


@dataclass(frozen=True, slots=True)
class Question:
    """A grant that is asked about. `amount`: cents that would be paid; `asked.cents`: their gross
    grant equivalent or, where it is not known (`is_bound`), the amount itself, which it never
    passes."""

    asked: Asked
    amount: int
    is_bound: bool = False


def terms_of(dossier: Dossier) -> AidTerms | None:
    """What its financer told of the aid of a dossier; None: a grant, with nothing more to tell."""
    return getattr(dossier, "aid_terms", None)


def asked_of(dossier: Dossier, *, cents: int, on: dt.date, tables: Tables) -> Question:
    """A grant of these cents to a dossier, on a day, as a check is asked about it. What was granted
    to it before counts: only a first grant has its number."""
    terms = terms_of(dossier)
    equivalent = equivalent_of(terms, cents, regime=dossier.aid_basis, on=on, tables=tables)
    asked = Asked(
        siren=dossier.siren,
        cents=cents if equivalent is None else equivalent,
        regime=dossier.aid_basis,
        on=on,
        eligible=dossier.eligible_cents,
        project=project_of(dossier),
        commune=dossier.commune,
        number="" if dossier.granted_cents else number_of(dossier),
        conditions=dict(terms.conditions) if terms else {},
    )
    return Question(asked, cents, is_bound=equivalent is None)


def asked_again(check: Check, tables: Tables) -> Question:
    """What a verdict was asked, as its dossier tells it today."""
    before = read_asked(check.asked)
    if check.dossier is None:
        return Question(before, check.amount_cents)
    held = asked_of(check.dossier, cents=check.amount_cents, on=check.granted_on, tables=tables)
    return replace(held, asked=replace(held.asked, number=before.number))
