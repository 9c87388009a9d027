"""`ancrage contract verify`, `root`: signed files checked, the root of confidence handed out."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from ancrage.contracts.commands import contract_app
from ancrage.people.acting_commands import start_django, tell

if TYPE_CHECKING:
    from ancrage.contracts.queries.verification import Recorded
    from ancrage.contracts.signing.report import Report

CHANGED, UNREADABLE = 1, 2
Json = Annotated[bool, typer.Option("--json", help="Pour un programme.")]


def register(_app: typer.Typer) -> None:
    """These commands are added to the group as this module is imported."""


@contract_app.command("verify")
def verify_command(
    file: Annotated[Path, typer.Argument(help="PDF à vérifier.")],
    root: Annotated[
        Path | None,
        typer.Option(help="Racine de confiance (PEM) : vérifie sans ce site, hors ligne."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Dit qui a signé, quand, en quelle qualité, et si rien n’a changé depuis.

    Sort avec 0 si le fichier est authentique, 1 s’il a changé, n’est pas signé ou pas reconnu,
    2 s’il est illisible.
    """
    from ancrage.contracts.signing.reading import UnreadableError
    from ancrage.contracts.signing.report import Verdict
    from ancrage.contracts.signing.trust import RootsUnreadableError
    from ancrage.contracts.verified import report_document, report_lines

    try:
        report, recorded = _verified(file, root)
    except OSError as fault:
        _unreadable(f"{fault.filename} : illisible.", as_json=as_json)
    except (UnreadableError, RootsUnreadableError) as fault:
        _unreadable(str(fault), as_json=as_json)
    tell(report_document(report, recorded), report_lines(report, recorded), as_json=as_json)
    if report.verdict is not Verdict.AUTHENTIC:
        raise typer.Exit(CHANGED)


def _verified(file: Path, root: Path | None) -> "tuple[Report, Recorded | None]":
    """With a root, no database is opened; without, the site's own roots and records are used."""
    from ancrage.contracts.signing.trust import read_roots
    from ancrage.contracts.signing.verifying import verify

    content = file.read_bytes()
    if root is not None:
        return verify(content, roots=read_roots(root.read_bytes())), None
    start_django()
    from ancrage.contracts.providers import trusted_roots
    from ancrage.contracts.queries.verification import recorded
    from ancrage.journal.acting import acting
    from ancrage.journal.policy import granted

    granted(acting(), "contracts.verify")
    report = verify(content, roots=trusted_roots())
    return report, recorded(report)


def _unreadable(says: str, *, as_json: bool) -> NoReturn:
    from ancrage.kernel.text import typeset

    tell({"verdict": "unreadable", "says": typeset(says)}, [typeset(says)], as_json=as_json)
    raise typer.Exit(UNREADABLE)


@contract_app.command("root")
def root_command(
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Fichier .pem à écrire.")
    ] = None,
) -> None:
    """Écrit la racine de confiance de cette installation, à remettre à qui veut vérifier."""
    start_django()
    from ancrage.contracts.providers import roots_pem
    from ancrage.journal.acting import acting
    from ancrage.journal.policy import granted

    granted(acting(), "contracts.verify")
    if output is None:
        typer.echo(roots_pem().decode(), nl=False)
    else:
        output.write_bytes(roots_pem())
