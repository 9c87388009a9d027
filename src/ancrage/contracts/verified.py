"""A verification told to programs and in lines; pages show the same."""

from typing import TYPE_CHECKING, Any

from ancrage.contracts.signing.report import Report, SignatureReport
from ancrage.kernel.text import typeset

if TYPE_CHECKING:  # a file is verified without a database
    from ancrage.contracts.queries.verification import Recorded

UNKNOWN = "inconnu"


def report_document(report: Report, recorded: "Recorded | None") -> dict[str, Any]:
    """What the API and `--json` answer. `recorded` None: no record was looked into."""
    return {
        "verdict": report.verdict.value,
        "says": report.says,
        "faults": list(report.faults),
        "sha256": report.digest,
        "signed_sha256": report.signed_digest,
        "signatures": [_signature(one) for one in report.signatures],
        "recorded": _recorded(recorded) if recorded else None,
    }


def report_lines(report: Report, recorded: "Recorded | None") -> list[str]:
    """The same, for a person."""
    lines = [report.says, *report.faults]
    for one in report.signatures:
        lines += ["", *_told(one)]
    lines += ["", f"Empreinte SHA-256 du fichier : {report.digest}"]
    if recorded is not None:
        lines += [recorded.says, *([recorded.state] if recorded.act else [])]
    return [typeset(line) for line in lines]


def _signature(one: SignatureReport) -> dict[str, Any]:
    return {
        "number": one.number,
        "name": one.name,
        "quality": one.quality,
        "organisation": one.organisation,
        "at": one.said_at,
        "reason": one.reason,
        "place": one.place,
        "issuer": one.issuer,
        "covers_whole_file": one.covers_all,
        "is_intact": one.is_intact,
        "is_trusted": one.is_trusted,
        "fault": one.fault,
        "distrust": one.distrust,
    }


def _recorded(recorded: "Recorded") -> dict[str, Any]:
    act = recorded.published
    return {
        "same": recorded.same,
        "says": recorded.says,
        "state": recorded.state,
        "contract": act.contract.code if act else "",
        "rank": act.rank if act else None,
    }


def _told(one: SignatureReport) -> list[str]:
    at = f"{one.said_at:%Y-%m-%d %H:%M:%S %Z}" if one.said_at else UNKNOWN
    return [
        f"Signature {one.number} : {one.name or UNKNOWN}",
        f"  en qualité de : {one.quality or UNKNOWN}",
        f"  pour : {one.organisation or UNKNOWN}",
        f"  le : {at}, heure dite par le signataire",
        f"  objet : {one.reason or UNKNOWN}",
        f"  {covering(one)}",
        f"  {one.fault or 'Ce qu’elle couvre n’a pas changé.'}",
        f"  {one.distrust or f'Certificat reconnu, délivré par : {one.issuer}.'}",
    ]


def covering(one: SignatureReport) -> str:
    """What of the file it covers, in a sentence."""
    if one.covers_all:
        return "Elle couvre tout le fichier."
    return "Elle couvre le fichier tel qu’il était alors ; ce qui suit est venu après."
