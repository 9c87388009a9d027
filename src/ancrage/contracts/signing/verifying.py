"""Verifying a signed PDF: who signed, when, as what; whether anything changed since.

Nothing is asked of the network nor of a database. The reading is strict (`reading`, `envelope`):
between the first signature and the end of the file there is nothing but signatures, each brought by
one incremental update that does nothing else.
"""

import hashlib
from collections import Counter
from collections.abc import Sequence

from asn1crypto import x509 as asn1_x509
from pyhanko.sign.diff_analysis import (
    CatalogModificationRule,
    FormUpdatingRule,
    ModificationLevel,
    ObjectStreamRule,
    SigFieldCreationRule,
    SigFieldModificationRule,
    StandardDiffPolicy,
    SuspiciousModification,
    XrefStreamRule,
)

from ancrage.contracts.signing.envelope import Envelope
from ancrage.contracts.signing.reading import Mark, Opened, open_pdf, revision_before
from ancrage.contracts.signing.report import NotAddedError, Report, SignatureReport
from ancrage.contracts.signing.trust import distrust

NO_ROOT = "Aucune racine de confiance n’a été donnée."
NO_HOUR = "Elle ne dit pas quand elle a été faite."
ONLY_SIGNATURES = StandardDiffPolicy(
    global_rules=[
        CatalogModificationRule(),
        XrefStreamRule().as_qualified(ModificationLevel.LTA_UPDATES),
        ObjectStreamRule().as_qualified(ModificationLevel.LTA_UPDATES),
    ],
    form_rule=FormUpdatingRule([SigFieldCreationRule(), SigFieldModificationRule()]),
    ignore_orphaned_objects=False,
)
"""Upstream's default also lets metadata, filled fields and validation data change."""


def verify(data: bytes, *, roots: Sequence[asn1_x509.Certificate] = ()) -> Report:
    """What may be believed of a file. UnreadableError."""
    opened = open_pdf(data)
    return Report(
        signatures=tuple(
            _report(number, mark, covers_all=mark.end == len(data), roots=roots)
            for number, mark in enumerate(opened.marks, start=1)
        ),
        faults=tuple(_faults(opened)),
        digest=hashlib.sha256(data).hexdigest(),
        signed_digest=hashlib.sha256(revision_before(opened)).hexdigest(),
    )


def check_added(
    before: bytes, after: bytes, *, roots: Sequence[asn1_x509.Certificate] = ()
) -> SignatureReport:
    """The signature that a service added to a document. NotAddedError, UnreadableError.

    `roots`: those that the service must lead to; none: it is not asked.
    """
    if not after.startswith(before):
        raise NotAddedError("Le document rendu n’est pas celui qui a été envoyé à signer.")
    report = verify(after, roots=roots)
    faults = [*report.faults, *(one.fault for one in report.signatures if one.fault)]
    if faults:
        raise NotAddedError(faults[0])
    if len(report.signatures) != len(open_pdf(before).marks) + 1:
        raise NotAddedError("Le document rendu ne porte pas une signature de plus.")
    added = report.signatures[-1]
    if roots and added.distrust:
        raise NotAddedError(added.distrust)
    return added


def _report(
    number: int, mark: Mark, *, covers_all: bool, roots: Sequence[asn1_x509.Certificate]
) -> SignatureReport:
    held = mark.envelope
    common = held.subject("common_name") if held else ""
    return SignatureReport(
        number=number,
        name=mark.name if mark.name.startswith(common) else common,
        quality=held.subject("title") if held else "",
        organisation=held.subject("organization_name") if held else "",
        issuer=held.issuer if held else "",
        said_at=mark.said_at,
        reason=mark.reason,
        place=mark.place,
        covers_all=covers_all,
        is_intact=mark.is_intact,
        fault=mark.fault,
        distrust=_distrust(mark, held, roots),
    )


def _distrust(mark: Mark, held: Envelope | None, roots: Sequence[asn1_x509.Certificate]) -> str:
    if not roots:
        return NO_ROOT
    if held is None or mark.said_at is None:
        return NO_HOUR if held else mark.fault
    return distrust(held, roots=roots, at=mark.said_at) if mark.is_intact else mark.fault


def _faults(opened: Opened) -> list[str]:
    """What does not hold of the file as a whole, in sentences."""
    marks = opened.marks
    if not marks:
        return []
    faults = []
    if marks[-1].end != len(opened.data):
        faults.append("Le fichier contient autre chose après la dernière signature.")
    if max(Counter(mark.end for mark in marks).values()) > 1:
        faults.append("Deux signatures prétendent couvrir exactement le même document.")
    first, last = marks[0].revision, int(opened.reader.xrefs.total_revisions) - 1
    if [mark.revision for mark in marks] != list(range(first, last + 1)):
        faults.append("Une mise à jour du fichier n’est pas une signature.")
    if not faults and not any(mark.fault for mark in marks) and first < last:
        faults.extend(_changes_since(opened, first))
    return faults


def _changes_since(opened: Opened, revision: int) -> list[str]:
    """What the updates after a signature did beside signing."""
    try:
        found = ONLY_SIGNATURES.review_file(opened.reader, revision)
    except Exception:
        found = SuspiciousModification()
    if isinstance(found, SuspiciousModification):
        return ["Une mise à jour du fichier fait autre chose que signer."]
    return []
