"""Bringing a legal file in: each agreement that the ledger does not know becomes dossiers, a
commitment and what it grants. The same file again changes nothing.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from ancrage.files.actions import store_file
from ancrage.files.limits import limits_at
from ancrage.files.models import StoredFile
from ancrage.files.rules.checking import check_size
from ancrage.files.rules.kinds import FileRefusedError
from ancrage.funding.access import financer_where
from ancrage.funding.actions.books import locked_head
from ancrage.funding.actions.opening import open_commitments, open_dossiers
from ancrage.funding.actions.posting import Posting, post
from ancrage.funding.models import Commitment, Dossier
from ancrage.funding.models.ledger import FILE
from ancrage.funding.rules.cuts import GRANTED
from ancrage.journal.command import allow, command, record, unchanged
from ancrage.kernel.problems import InputRefused, Problem
from ancrage.kernel.rights import Actor
from ancrage.opendata.actions.telling import COLUMNS, OpenDataRefusedError
from ancrage.opendata.definitions import legal_format
from ancrage.opendata.models import Association, Grantor, Terms
from ancrage.opendata.queries.conventions import Held, conventions
from ancrage.opendata.rules.conventions import Beneficiary, Convention, conventions_of
from ancrage.opendata.rules.grants import grants
from ancrage.opendata.rules.scdl import ReadFile, read

LONGEST = 200
"""How many characters the ledger holds of texts that the format does not bound."""
Key = tuple[object, ...]
New = tuple[int, str, Convention]
"""An agreement of a file: the line of the first of its rows, its financer, what it says."""


@dataclass(frozen=True, slots=True)
class Brought:
    """What a file brought: agreements that are new, whose terms changed, known already."""

    added: int
    changed: int
    same: int
    file: str


@dataclass(slots=True)
class _Plan:
    """What a file would do, agreement by agreement; those that change by their commitment."""

    new: list[New] = field(default_factory=list)
    changed: list[tuple[int, Convention]] = field(default_factory=list)
    same: int = 0
    problems: list[Problem] = field(default_factory=list)


@command("opendata.import_grants")
def import_grants(*, by: Actor, now: dt.datetime, name: str, content: bytes) -> Brought:
    """Bring a legal file in, whole or not at all. InputRefused, with every fault.

    OpenDataRefusedError when the file is not accepted as one.
    """
    if content:
        with _files_refused():
            check_size(size=len(content), limits=limits_at(localdate(now)))
    told = read(content, legal_format().columns, name=name)
    if told.problems or not told.rows:
        raise InputRefused(told.problems or [_empty(name)])
    grantors = {one.siret: one.financer for one in Grantor.objects.all()}
    for financer in sorted({grantors.get(row.grantor_siret, "") for row in told.rows} - {""}):
        allow(financer_where(financer))
    locked_head()
    plan = _planned(told, grantors, name, localdate(now))
    if plan.problems:
        raise InputRefused(plan.problems)
    if not plan.new and not plan.changed:
        unchanged()
        return Brought(0, 0, plan.same, "")
    with _files_refused():
        file = store_file(name=name, content=content, by_reference=by.reference, now=now)
    _bring(plan, file, by=by, now=now)
    made = Brought(len(plan.new), len(plan.changed), plan.same, file.sha256)
    record(
        kind="grants",
        reference=file.sha256,
        label=file.name,
        says=_("Données essentielles de conventions reprises : %(count)d nouvelles")
        % {"count": made.added},
        after={"added": made.added, "changed": made.changed, "same": made.same},
    )
    return made


def _empty(name: str) -> Problem:
    return Problem(name, None, None, _("le fichier n’a aucune ligne."), _("Donnez ses lignes."))


@contextmanager
def _files_refused() -> Iterator[None]:
    """A file that is not accepted, as a refusal of this command."""
    try:
        yield
    except FileRefusedError as refusal:
        raise OpenDataRefusedError(str(refusal)) from refusal


def _planned(told: ReadFile, grantors: dict[str, str], name: str, day: dt.date) -> _Plan:
    """What the file would do. Each agreement of the ledger is met once, by an equal one first."""
    plan = _Plan()
    known: dict[Key, list[Held]] = defaultdict(list)
    for held in conventions(day=day):
        known[_key(held.convention)].append(held)
    unmet = []
    for grant, convention in zip(grants(told.rows), conventions_of(told.rows), strict=True):
        row = told.lines[grant[0][0]]
        financer = grantors.get(convention.grantor_siret)
        plan.problems += _faults(convention, row, name, day, is_known=financer is not None)
        if financer is not None and not _is_met(plan, convention, known[_key(convention)]):
            unmet.append((row, financer, convention))
    for one in unmet:
        if known[_key(one[2])]:
            what = _("cette convention est déjà au grand livre, pour d’autres montants.")
            advice = _("Corrigez-la par une annulation et une nouvelle écriture, puis recommencez.")
            plan.problems.append(Problem(name, one[0], "montant", what, advice))
        else:
            plan.new.append(one)
    return plan


def _is_met(plan: _Plan, convention: Convention, known: list[Held]) -> bool:
    """Whether the ledger has it with the same amounts: then it is the same, or its terms change."""
    alike = next((one for one in known if _amounts(one.convention) == _amounts(convention)), None)
    if alike is None:
        return False
    known.remove(alike)
    if _terms(alike.convention) == _terms(convention):
        plan.same += 1
    else:
        plan.changed.append((alike.commitment, convention))
    return True


def _key(convention: Convention) -> Key:
    """What tells an agreement: who grants what for what, by which decision, to whom."""
    return (
        convention.grantor_siret,
        convention.signed_on,
        convention.decision,
        convention.purpose,
        frozenset(_who(one) for one in convention.beneficiaries),
    )


def _who(beneficiary: Beneficiary) -> str:
    return beneficiary.siret or beneficiary.rna


def _amounts(convention: Convention) -> dict[str, int]:
    return {_who(one): one.amount for one in convention.beneficiaries}


def _terms(convention: Convention) -> Convention:
    """What may change of an agreement that is known: neither its beneficiaries nor its grantor."""
    return replace(convention, beneficiaries=(), grantor="")


def _faults(
    convention: Convention, row: int, name: str, day: dt.date, *, is_known: bool
) -> list[Problem]:
    """Why the ledger cannot take an agreement; `is_known`: whether it knows who grants."""
    texts = {
        "nomBeneficiaire": max((one.name for one in convention.beneficiaries), key=len),
        "referenceDecision": convention.decision,
        "dispositifAide": convention.scheme,
    }
    what = _("le texte dépasse %(most)d caractères.") % {"most": LONGEST}
    advice = _("Raccourcissez-le : le grand livre n’en garde pas plus.")
    found = [(column, what, advice) for column, text in texts.items() if len(text) > LONGEST]
    if convention.signed_on > day:
        told = _("cette date n’est pas encore passée."), _("Vérifiez la date.")
        found.append(("dateConvention", *told))
    if not is_known:
        what = _("« %(siret)s » n’est le SIRET d’aucun attribuant connu ici.")
        advice = _("Nommez-le d’abord à la page des conventions.")
        found.append(("idAttribuant", what % {"siret": convention.grantor_siret}, advice))
    return [Problem(name, row, *one) for one in found]


def _bring(plan: _Plan, file: StoredFile, *, by: Actor, now: dt.datetime) -> None:
    """Write what is new and what changed."""
    today = localdate(now)
    commitments = [
        Commitment(financer=financer, committed_on=convention.signed_on)
        for _row, financer, convention in plan.new
    ]
    open_commitments(commitments=commitments, now=now)
    dossiers = [_dossiers(financer, convention) for _row, financer, convention in plan.new]
    open_dossiers(dossiers=[one for held in dossiers for one in held], year=today.year, now=now)
    _number(plan, dossiers)
    _tell(plan, commitments, now)
    postings: dict[str, list[Posting]] = defaultdict(list)
    for one, commitment, held in zip(plan.new, commitments, dossiers, strict=True):
        postings[one[1]] += _postings(one, commitment, held, file)
    for financer, amounts in sorted(postings.items()):
        post(
            by=by,
            now=now,
            today=today,
            financer=financer,
            origin=FILE,
            postings=amounts,
            name=file.name,
        )


def _postings(
    one: New, commitment: Commitment, dossiers: Sequence[Dossier], file: StoredFile
) -> list[Posting]:
    """What an agreement grants to each, on its day."""
    row, _financer, convention = one
    return [
        Posting(
            stage=GRANTED,
            cents=beneficiary.amount,
            event_on=convention.signed_on,
            dossier=dossier,
            commitment=commitment,
            file=file,
            row=row,
        )
        for dossier, beneficiary in zip(dossiers, convention.beneficiaries, strict=True)
    ]


def _number(plan: _Plan, dossiers: Sequence[Sequence[Dossier]]) -> None:
    """Keep the numbers of associations."""
    held = zip(dossiers, plan.new, strict=True)
    Association.objects.bulk_create(
        [
            Association(dossier=dossier, rna=beneficiary.rna)
            for some, (_row, _financer, convention) in held
            for dossier, beneficiary in zip(some, convention.beneficiaries, strict=True)
            if beneficiary.rna
        ],
        batch_size=500,
    )


def _dossiers(financer: str, convention: Convention) -> list[Dossier]:
    """One for each beneficiary."""
    return [
        Dossier(
            financer=financer,
            financer_name=convention.grantor[:200],
            year=convention.signed_on.year,
            siret=one.siret,
            siren=one.siret[:9],
            beneficiary=one.name,
            purpose=convention.purpose,
            decided_on=convention.signed_on,
            outcome="granted",
        )
        for one in convention.beneficiaries
    ]


def _tell(plan: _Plan, commitments: Sequence[Commitment], now: dt.datetime) -> None:
    """Keep the terms of new agreements, and those that changed."""
    new = zip((one.pk for one in commitments), plan.new, strict=True)
    told = [*plan.changed, *((pk, convention) for pk, (_row, _financer, convention) in new)]
    Terms.objects.bulk_create(
        [Terms(commitment_id=pk, changed_at=now, **_told(one)) for pk, one in told],
        update_conflicts=True,
        unique_fields=["commitment"],
        update_fields=[*COLUMNS, "is_notified", "changed_at"],
        batch_size=500,
    )


def _told(convention: Convention) -> dict[str, object]:
    return {name: getattr(convention, name) for name in (*COLUMNS, "is_notified")}
