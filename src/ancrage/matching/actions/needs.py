"""What a tandem says of its needs: each word is a revision that stays."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from ancrage.catalogue.queries import basket_at
from ancrage.journal.command import allow, command, record, unchanged
from ancrage.kernel.rights import Actor, Scope, ScopeKind, Where
from ancrage.matching import definitions
from ancrage.matching.access import territory_where
from ancrage.matching.models import NeedStatement
from ancrage.matching.queries.needs import NO_FIGURES, Beside
from ancrage.people.queries import regions_of, scope_label

KIND = "need"
LONGEST = 4000


class NeedRefusedError(ValueError):
    """Words on a need that cannot be kept so; the message is one French sentence."""


class StaleNeedError(NeedRefusedError):
    """Somebody else of the tandem wrote since: nothing is overwritten."""


@dataclass(frozen=True, slots=True)
class Words:
    """What is said of a need: how strong, what of the public figures, in which words."""

    level: str
    stance: str = NeedStatement.COMPLETES
    words: str = ""
    is_private: bool = False


@dataclass(frozen=True, slots=True)
class Statement:
    """Words on a need of a territory, and what the public figures said at that moment."""

    territory: str
    need: str
    declared_at: dt.datetime
    words: Words
    beside: Beside = NO_FIGURES


@command("matching.declare")
def declare_need(
    *,
    by: Actor,
    now: dt.datetime,
    territory: str,
    need: str,
    revision: int,
    words: Words,
    beside: Beside = NO_FIGURES,
    is_demonstration: bool = False,
) -> NeedStatement:
    """Add a revision after the one that was read (0: none). NeedRefusedError, StaleNeedError.

    `territory` is a scope code; `beside` what the public figures said, kept with the words.
    """
    scope = Scope(ScopeKind.TERRITORY, territory)
    allow(territory_where(territory, regions_of([scope]).get(scope, frozenset())))
    name = scope_label(scope)
    if name == territory:
        raise NeedRefusedError(_("Aucune liste d’un programme n’a ce territoire."))
    title = _check(need, words, now)
    rows = NeedStatement.objects.select_for_update().filter(territory=territory, need=need)
    last = rows.order_by("-revision").first()
    if (last.revision if last else 0) != revision:
        raise StaleNeedError(_stale(last))
    if last is not None and words == _words_of(last):
        unchanged()
        return last
    said = Statement(territory, need, now, words, beside)
    made = _add(_statement(said, by=by, revision=revision + 1, is_demonstration=is_demonstration))
    private = made.is_private or bool(last and last.is_private)
    record(
        kind=KIND,
        reference=f"{territory}:{need}",
        label=name,
        says=_("Besoin déclaré : %(need)s, révision %(revision)d")
        % {"need": title, "revision": made.revision},
        before=_told(last) if last else None,
        after=_told(made),
        private=private,
    )
    return made


@command("matching.declare")
def seed_first_words(*, by: Actor, now: dt.datetime, said: Sequence[Statement]) -> int:
    """Keep made-up first words of many territories at once, in one entry; says how many."""
    allow(Where(territories=frozenset(one.territory for one in said)))
    for one in said:
        _check(one.need, one.words, now)
    rows = [_statement(one, by=by, revision=1, is_demonstration=True) for one in said]
    NeedStatement.objects.bulk_create(rows)
    record(
        kind=KIND,
        reference="",
        says=_("Besoins inventés pour la démonstration : %d") % len(rows),
        details={"territories": sorted({row.territory for row in rows})},
    )
    return len(rows)


def _statement(
    said: Statement, *, by: Actor, revision: int, is_demonstration: bool
) -> NeedStatement:
    """The row of a statement, which is not kept yet."""
    return NeedStatement(
        territory=said.territory,
        need=said.need,
        revision=revision,
        level=said.words.level,
        stance=said.words.stance,
        words=said.words.words.strip(),
        is_private=said.words.is_private,
        suggested=said.beside.suggested,
        seen=dict(said.beside.seen),
        declared_by=by.reference,
        declared_at=said.declared_at,
        is_demonstration=is_demonstration,
    )


def _add(row: NeedStatement) -> NeedStatement:
    """Keep it, unless somebody kept the same revision at that very moment."""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as taken:
        raise StaleNeedError(_stale(None)) from taken
    return row


def _stale(last: NeedStatement | None) -> str:
    told = _("Une autre personne du binôme a écrit entre-temps")
    at = f" ({last.declared_at:%d/%m/%Y})" if last else ""
    return told + at + _(" : relisez ce qu’elle dit, puis enregistrez de nouveau.")


def _words_of(row: NeedStatement) -> Words:
    return Words(row.level, row.stance, row.words, row.is_private)


def _told(row: NeedStatement) -> dict[str, object]:
    names = ("level", "stance", "words", "is_private", "suggested")
    return {name: getattr(row, name) for name in names}


def _check(need: str, words: Words, now: dt.datetime) -> str:
    """The need's name. NeedRefusedError."""
    found = basket_at(now.date()).needs.get(need)
    if found is None:
        raise NeedRefusedError(_("Le panier n’a pas de besoin « %s ».") % need)
    if words.level not in definitions.levels():
        raise NeedRefusedError(_("Dites si le besoin est pressant, réel, faible ou absent."))
    if words.stance not in dict(NeedStatement.STANCES):
        raise NeedRefusedError(_("Dites si vous confirmez, corrigez ou complétez les chiffres."))
    if words.stance == NeedStatement.CORRECTS and not words.words.strip():
        raise NeedRefusedError(_("Vous corrigez les chiffres : dites en quoi, avec vos mots."))
    if len(words.words) > LONGEST:
        raise NeedRefusedError(_("Le texte dépasse %d caractères.") % LONGEST)
    return found.name
