"""Commands on the identifications that the site holds: list, publish, ask why not."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

if TYPE_CHECKING:
    from ancrage.selection.queries.runs import Run

UNKNOWN = 2
identifications = typer.Typer(
    help="Identifications gardées par le site.", no_args_is_help=True, rich_markup_mode=None
)


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(identifications, name="identifications")


@identifications.command("list")
def list_command(
    as_json: Annotated[bool, typer.Option("--json", help="Écrit du JSON.")] = False,
) -> None:
    """Liste les identifications gardées."""
    _start_django()
    from ancrage.selection.queries.runs import runs

    held = [
        {
            "code": run.code,
            "title": run.title,
            "status": run.status,
            "territories": len(run.result["territories"]),
            "gap": run.result["gap"],
            "published_as": [made.version_id for made in run.publications.all()],
        }
        for run in runs()
    ]
    lines = [f"{run['code']}\t{run['title']}\t{run['territories']} territoires" for run in held]
    _tell(held, lines or ["Aucune identification."], as_json=as_json)


@identifications.command("record")
def record_command(
    result: Annotated[Path, typer.Argument(help="Résultat .json de « ancrage identify ».")],
    code: Annotated[str, typer.Option(help="Code sous lequel la garder.")],
    title: Annotated[str, typer.Option(help="Titre ; sinon celui des règles.")] = "",
) -> None:
    """Garde un résultat de « ancrage identify » pour le montrer sur le site."""
    _start_django()
    import json

    from django.utils import timezone

    from ancrage.journal.acting import acting
    from ancrage.selection.actions import record_document

    try:
        document = json.loads(result.read_text(encoding="utf-8"))
        record_document(by=acting(), now=timezone.now(), code=code, title=title, document=document)
    except (OSError, ValueError, KeyError, TypeError) as fault:
        _fail(f"{result} : ce n’est pas un résultat que l’on peut garder ({fault}).")
    typer.echo(f"Gardée : {code}")


@identifications.command("publish")
def publish_command(
    code: Annotated[str, typer.Argument(help="Code de l’identification.")],
    programme: Annotated[str, typer.Option(help="Code du programme.")],
    version: Annotated[str, typer.Option(help="Code de la nouvelle liste.")],
    start: Annotated[datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="En vigueur du.")],
    name: Annotated[str, typer.Option(help="Nom de la liste ; sinon le titre.")] = "",
) -> None:
    """Fait d’une identification la liste simulée d’un programme."""
    run = _run(code)
    from django.utils import timezone

    from ancrage.journal.acting import acting
    from ancrage.selection.actions import publish_identification

    try:
        made = publish_identification(
            by=acting(),
            now=timezone.now(),
            identification=run.record,
            perimeter=programme,
            name=name or run.title,
            version=version,
            valid_from=start.date(),
        )
    except ValueError as refusal:
        _fail(str(refusal))
    typer.echo(f"Publiée : {made.name} ({made.territory_count} territoires, simulée).")


@identifications.command("why")
def why_command(
    siren: Annotated[str, typer.Argument(help="SIREN d’une intercommunalité.")],
    code: Annotated[
        str, typer.Option("--in", help="Identification ; sinon la liste en vigueur.")
    ] = "",
    exact: Annotated[
        bool, typer.Option("--exact", help="Demande la perte exacte au travailleur du site.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Écrit du JSON.")] = False,
) -> None:
    """Pourquoi une intercommunalité est choisie, ou ne l’est pas."""
    run = _run(code)
    if exact:
        _ask(run, siren)
    from ancrage.selection.queries.runs import loss_of
    from ancrage.selection.wording import why_words

    why = run.why(siren)
    if why is None:
        _fail(f"« {siren} » n’est pas dans cette identification.")
    asked = loss_of(run, siren)
    document = {"siren": siren, **why.document(), "exact": asked.answer if asked else None}
    lines = [why_words(why, run.result.objective)]
    if asked:
        lines.append(
            f"Perte exacte : {asked.answer or asked.job.error or asked.job.get_state_display()}"
        )
    _tell(document, lines, as_json=as_json)


def _ask(run: "Run", siren: str) -> None:
    from django.utils import timezone

    from ancrage.jobs.queue import QueueFullError
    from ancrage.journal.acting import acting
    from ancrage.selection.actions import NotAnAlternativeError, ask_exact_loss

    try:
        ask_exact_loss(by=acting(), now=timezone.now(), identification=run.record, siren=siren)
    except NotAnAlternativeError:
        _fail("Elle est déjà choisie, ou ne peut être dans aucun territoire : rien à calculer.")
    except QueueFullError:
        _fail("Trop de calculs attendent déjà : réessayez dans quelques minutes.")


def _run(code: str) -> "Run":
    _start_django()
    from django.utils import timezone

    from ancrage.selection.queries.runs import current_run, find_run

    run = find_run(code) if code else current_run(on=timezone.localdate())
    if run is None:
        _fail("Aucune identification de ce code : voyez « ancrage identifications list ».")
    return run


def _tell(document: object, lines: list[str], *, as_json: bool) -> None:
    import json

    text = json.dumps(document, ensure_ascii=False, indent=2) if as_json else "\n".join(lines)
    typer.echo(text)


def _start_django() -> None:
    import django

    django.setup()


def _fail(sentence: str) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(UNKNOWN)
