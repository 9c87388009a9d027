"""`ancrage amendments`: the regions' say on a programme's list, from the command line."""

import datetime as dt
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

if TYPE_CHECKING:
    from ancrage.adaptation.models import Amendment
    from ancrage.files.forms import GivenFile

REFUSED = 2
amendments = typer.Typer(
    help="Modifications de la liste d’un programme, et son histoire.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
Code = Annotated[str, typer.Argument(help="Numéro de la modification, par exemple 84-2026-03.")]
Json = Annotated[bool, typer.Option("--json", help="Écrit du JSON.")]
Words = Annotated[str, typer.Option("--words", help="Motif.")]
Revision = Annotated[
    int | None, typer.Option("--revision", help="Révision lue : refusé si elle a changé depuis.")
]
DAY = ["%Y-%m-%d"]


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(amendments, name="amendments")


@amendments.command("list")
def list_command(
    state: Annotated[str, typer.Option("--state", help="Un état seulement.")] = "",
    as_json: Json = False,
) -> None:
    """Liste les modifications que l’on peut lire."""
    _start_django()
    from ancrage.adaptation.answers import amendment_out
    from ancrage.adaptation.queries.amendments import visible_to
    from ancrage.adaptation.workflow import state_of
    from ancrage.journal.acting import acting

    held = visible_to(acting())
    if state:
        held = held.filter(state=state)
    lines = ["\t".join((a.code, state_of(a.state).label, a.title)) for a in held]
    documents = [amendment_out(a).model_dump(mode="json") for a in held]
    _tell(documents, lines or ["Aucune modification."], as_json=as_json)


@amendments.command("show")
def show_command(code: Code, as_json: Json = False) -> None:
    """Montre une modification : ses changements, ce qu’ils font, son histoire."""
    _start_django()
    from ancrage.adaptation.answers import detail_out
    from ancrage.journal.acting import acting

    told = detail_out(acting(), _held(code))
    checks = told.effects.checks if told.effects else []
    lines = [
        f"{told.code}  {told.title}",
        f"État : {told.state_label} (révision {told.revision})",
        f"Liste de départ : {told.list_version}",
        *(f"  {rank}. {said}" for rank, said in enumerate(told.said, 1)),
        *(f"Règle qui ne tient pas : {c.says}" for c in checks if c.holds is False),
        *(f"Mis de côté : {aside.said}. {aside.why}" for aside in told.set_aside),
        *(f"Ne passe plus : {said}" for said in told.conflicts),
        *(f"{step.at:%Y-%m-%d}  {step.done}. {step.words}" for step in told.steps),
    ]
    _tell(told.model_dump(mode="json"), lines, as_json=as_json)


@amendments.command("history")
def history_command(
    programme: Annotated[str, typer.Argument(help="Code du programme.")], as_json: Json = False
) -> None:
    """Raconte l’histoire de la liste d’un programme, la dernière version d’abord."""
    _start_django()
    from ancrage.adaptation.answers import version_out
    from ancrage.adaptation.queries.history import passages
    from ancrage.adaptation.queries.programmes import find_programme
    from ancrage.selection.queries.country import loaded_country

    found = find_programme(programme)
    if found is None:
        _fail(f"Aucun programme ne porte le code « {programme} ».")
    told = [version_out(passage, loaded_country()) for passage in passages(found)]
    lines = [
        line
        for version in told
        for line in (
            f"{version.valid_from}  {version.code}  {version.name}",
            *(f"    {said}" for said in version.said),
        )
    ]
    _tell([version.model_dump(mode="json") for version in told], lines, as_json=as_json)


@amendments.command("propose")
def propose_command(
    title: Annotated[str, typer.Argument(help="Titre.")],
    programme: Annotated[str, typer.Option(help="Code du programme.")],
    region: Annotated[str, typer.Option(help="Code de la région.")],
    reason: Annotated[str, typer.Option(help="Motif.")] = "",
    like: Annotated[str, typer.Option(help="Modification dont reprendre les changements.")] = "",
) -> None:
    """Ouvre un brouillon sur la dernière liste d’un programme."""
    _start_django()
    from ancrage.adaptation import actions

    with _refusals():
        made = actions.propose_amendment(
            **_by(), programme=programme, region=region, title=title, reason=reason, like=like
        )
    typer.echo(made.code)


@amendments.command("move")
def move_command(
    code: Code,
    move: Annotated[str, typer.Argument(help="Le changement, en JSON (voir la documentation).")],
    revision: Revision = None,
) -> None:
    """Ajoute un changement à un brouillon."""
    _start_django()
    from ancrage.adaptation import actions
    from ancrage.selection.engine.amending import move_from_document

    try:
        document = json.loads(move)
    except ValueError as fault:
        _fail(f"Ce n’est pas du JSON : {fault}.")
    with _refusals():
        made = move_from_document(document if isinstance(document, dict) else {})
    _act(actions.add_move, code, move=made, revision=revision)


@amendments.command("undo")
def undo_command(code: Code, revision: Revision = None) -> None:
    """Annule le dernier changement d’un brouillon."""
    _start_django()
    from ancrage.adaptation import actions

    _act(actions.undo_move, code, revision=revision)


@amendments.command("write")
def write_command(
    code: Code,
    title: Annotated[str, typer.Option(help="Titre.")],
    reason: Annotated[str, typer.Option(help="Motif.")] = "",
    revision: Revision = None,
) -> None:
    """Change le titre et le motif d’un brouillon."""
    _start_django()
    from ancrage.adaptation import actions

    _act(actions.write_amendment, code, title=title, reason=reason, revision=revision)


@amendments.command("refresh")
def refresh_command(code: Code, revision: Revision = None) -> None:
    """Reprend un brouillon sur la dernière liste."""
    _start_django()
    from ancrage.adaptation import actions

    _act(actions.refresh_amendment, code, revision=revision)


@amendments.command("forget")
def forget_command(
    code: Code,
    position: Annotated[int, typer.Argument(help="Rang du changement mis de côté, depuis 0.")],
    revision: Revision = None,
) -> None:
    """Oublie un changement mis de côté."""
    _start_django()
    from ancrage.adaptation import actions

    _act(actions.forget_set_aside, code, position=position, revision=revision)


@amendments.command("submit")
def submit_command(code: Code, words: Words = "", revision: Revision = None) -> None:
    """Soumet une modification au comité régional."""
    _start_django()
    from ancrage.adaptation import actions

    _act(actions.submit_amendment, code, words=words, revision=revision)


@amendments.command("decide")
def decide_command(
    code: Code,
    body: Annotated[str, typer.Option(help="Instance qui a décidé.")],
    decided_on: Annotated[dt.datetime, typer.Option("--on", formats=DAY, help="Date.")],
    present: Annotated[int, typer.Option(help="Nombre de présents.")],
    words: Annotated[str, typer.Option(help="Ce qui a été décidé.")],
    favourable: Annotated[bool, typer.Option("--favourable/--unfavourable", help="Avis.")],
    name: Annotated[list[str] | None, typer.Option(help="Un présent ; répétable.")] = None,
    file: Annotated[Path | None, typer.Option(help="Relevé de décision.")] = None,
    revision: Revision = None,
) -> None:
    """Consigne la décision du comité régional."""
    _start_django()
    from ancrage.adaptation import actions
    from ancrage.adaptation.rules.guards import Sitting

    sitting = Sitting(body, decided_on.date(), present, tuple(name or ()))
    _act(
        actions.decide_amendment,
        code,
        favourable=favourable,
        sitting=sitting,
        words=words,
        file=_given(file),
        revision=revision,
    )


def _given(file: Path | None) -> "GivenFile | None":
    from ancrage.files.forms import GivenFile

    if file is None:
        return None
    try:
        return GivenFile(file.name, file.read_bytes())
    except OSError as fault:
        _fail(f"{file} : illisible ({fault}).")


@amendments.command("take-back")
def take_back_command(code: Code, words: Words, revision: Revision = None) -> None:
    """Reprend une modification soumise, pour la corriger."""
    _start_django()
    from ancrage.adaptation import actions

    _act(actions.take_back_amendment, code, words=words, revision=revision)


@amendments.command("object")
def object_command(code: Code, words: Words, revision: Revision = None) -> None:
    """Fait une objection, pour une autre région concernée."""
    _start_django()
    from ancrage.adaptation import actions

    _act(actions.object_to_amendment, code, words=words, revision=revision)


@amendments.command("withdraw")
def withdraw_command(code: Code, words: Words = "", revision: Revision = None) -> None:
    """Retire une modification."""
    _start_django()
    from ancrage.adaptation import actions

    _act(actions.withdraw_amendment, code, words=words, revision=revision)


@amendments.command("accept")
def accept_command(
    code: Code,
    start: Annotated[dt.datetime, typer.Option("--from", formats=DAY, help="En vigueur du.")],
    words: Words = "",
    revision: Revision = None,
) -> None:
    """Accepte une modification et publie la liste qui en résulte."""
    _start_django()
    from ancrage.adaptation import actions

    day = start.date()
    _act(actions.accept_amendment, code, valid_from=day, words=words, revision=revision)


@amendments.command("refuse")
def refuse_command(code: Code, words: Words, revision: Revision = None) -> None:
    """Refuse une modification, avec le motif."""
    _start_django()
    from ancrage.adaptation import actions

    _act(actions.refuse_amendment, code, words=words, revision=revision)


@amendments.command("send-back")
def send_back_command(code: Code, words: Words, revision: Revision = None) -> None:
    """Renvoie une modification à sa région, pour correction."""
    _start_django()
    from ancrage.adaptation import actions

    _act(actions.send_back_amendment, code, words=words, revision=revision)


def _held(code: str) -> "Amendment":
    from ancrage.adaptation.queries.amendments import find_amendment
    from ancrage.journal.acting import acting

    found = find_amendment(acting(), code)
    if found is None:
        _fail(f"Aucune modification ne porte le numéro « {code} ».")
    return found


def _act(act: Callable[..., "Amendment"], code: str, **told: Any) -> None:  # noqa: ANN401
    """Do one step, and say where it leads."""
    from ancrage.adaptation.workflow import state_of

    _held(code)
    with _refusals():
        made = act(**_by(), code=code, **told)
    result = f" ; liste publiée : {made.result_id}" if made.result_id else ""
    typer.echo(f"{made.code} : {state_of(made.state).label} (révision {made.revision}){result}")


def _by() -> dict[str, Any]:
    from django.utils import timezone

    from ancrage.journal.acting import acting

    return {"by": acting(), "now": timezone.now()}


@contextmanager
def _refusals() -> Iterator[None]:
    from ancrage.journal.policy import NotAllowedError

    try:
        yield
    except NotAllowedError:
        raise
    except ValueError as refusal:
        _fail(str(refusal))


def _tell(document: object, lines: list[str], *, as_json: bool) -> None:
    text = json.dumps(document, ensure_ascii=False, indent=2) if as_json else "\n".join(lines)
    typer.echo(text)


def _start_django() -> None:
    import django

    django.setup()


def _fail(sentence: str) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(REFUSED)
