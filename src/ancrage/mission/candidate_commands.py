"""`ancrage mission`: applications from draft to score, readings, their comparison."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ancrage.mission.commands import (
    Code,
    Json,
    Number,
    Reason,
    held_candidate,
    held_mission,
    mission_app,
    read_document,
    refusals,
)
from ancrage.people.acting_commands import acted, fail, tell

if TYPE_CHECKING:
    from ancrage.mission.models import Candidate, Reading

Criterion = Annotated[str, typer.Argument(help="Code du critère, donné par « mission grid ».")]
MarkValue = Annotated[str, typer.Argument(help="Note, ou « inconnu ».")]


def register(_app: typer.Typer) -> None:
    """These commands are added to the group as this module is imported."""


@mission_app.command("apply")
def apply_command(
    code: Code, name: Annotated[str, typer.Option(help="Nom du territoire.")] = ""
) -> None:
    """Commence une candidature d’intercommunalités."""
    mission = held_mission(code)
    from ancrage.mission.actions.applications import start_application

    with refusals():
        made = start_application(**acted(), mission=mission, name=name)
    typer.echo(str(made.number))


@mission_app.command("propose")
def propose_command(
    code: Code,
    region: Annotated[str, typer.Argument(help="Code de la région qui propose.")],
    name: Annotated[str, typer.Option(help="Nom du territoire.")] = "",
) -> None:
    """Commence la proposition d’une Région."""
    mission = held_mission(code)
    from ancrage.mission.actions.applications import propose_candidate

    with refusals():
        made = propose_candidate(**acted(), mission=mission, region=region, name=name)
    typer.echo(str(made.number))


@mission_app.command("draft")
def draft_command(code: Code, number: Number, as_json: Json = False) -> None:
    """Lit votre brouillon, et ce qui lui manque."""
    candidate = _own(code, number)
    from ancrage.mission.documents import draft_document

    told = draft_document(candidate)
    lines = [f"{field} : {text}" for field, text in told["answers"].items() if text]
    lines += [f"Pièce {f['id']} : {f['name']} ({f['kind']})" for f in told["files"]]
    tell(told, [*lines, *(f"Il manque : {m}" for m in told["missing"].values())], as_json=as_json)


@mission_app.command("fill")
def fill_command(
    code: Code,
    number: Number,
    answers: Annotated[
        Path | None, typer.Option(help="Fichier YAML ou JSON des réponses, par champ.")
    ] = None,
    members: Annotated[
        list[str] | None, typer.Option("--member", help="SIREN du périmètre ; répétable.")
    ] = None,
) -> None:
    """Enregistre des réponses, et le périmètre s’il est donné."""
    candidate = _own(code, number)
    from ancrage.mission.actions.applications import Draft, save_application

    told = {k: str(v) for k, v in read_document(answers).items()} if answers else {}
    with refusals():
        save_application(
            **acted(),
            candidate=candidate,
            version=candidate.version,
            draft=Draft(told, members or None),
        )
    typer.echo("Enregistré.")


@mission_app.command("attach")
def attach_command(
    code: Code,
    number: Number,
    file: Annotated[Path, typer.Argument(help="Fichier à joindre.")],
    kind: Annotated[str, typer.Option(help="letter, deliberation ou other.")] = "letter",
) -> None:
    """Joint une pièce à un brouillon."""
    candidate = _own(code, number)
    from ancrage.mission.actions.attachments import attach_file

    try:
        content = file.read_bytes()
    except OSError as fault:
        fail(f"{file} : illisible ({fault}).")
    with refusals():
        made = attach_file(
            **acted(), candidate=candidate, kind=kind, name=file.name, content=content
        )
    typer.echo(f"Pièce {made.pk} jointe.")


@mission_app.command("detach")
def detach_command(
    code: Code, number: Number, piece: Annotated[int, typer.Argument(help="Numéro de la pièce.")]
) -> None:
    """Retire une pièce d’un brouillon."""
    candidate = _own(code, number)
    from ancrage.mission.actions.attachments import detach_file

    held = candidate.attachments.select_related("file").filter(pk=piece).first()
    if held is None:
        fail(f"Ce brouillon n’a pas de pièce {piece}.")
    held.candidate = candidate
    with refusals():
        detach_file(**acted(), attachment=held)
    typer.echo("Pièce retirée.")


@mission_app.command("submit")
def submit_command(code: Code, number: Number) -> None:
    """Dépose une candidature."""
    _step(code, number, "submit")


@mission_app.command("return")
def return_command(code: Code, number: Number, reason: Reason) -> None:
    """Demande un complément à une candidature."""
    _step(code, number, "return", reason)


@mission_app.command("admit")
def admit_command(code: Code, number: Number) -> None:
    """Déclare une candidature recevable."""
    _step(code, number, "admit")


@mission_app.command("refuse")
def refuse_command(code: Code, number: Number, reason: Reason) -> None:
    """Déclare une candidature irrecevable."""
    _step(code, number, "refuse", reason)


@mission_app.command("withdraw")
def withdraw_command(code: Code, number: Number, reason: Reason) -> None:
    """Retire une candidature."""
    _step(code, number, "withdraw", reason)


@mission_app.command("conclude")
def conclude_command(code: Code, number: Number) -> None:
    """Arrête la note d’un candidat."""
    _step(code, number, "conclude")


@mission_app.command("reopen")
def reopen_command(code: Code, number: Number, reason: Reason) -> None:
    """Rouvre la notation d’un candidat."""
    _step(code, number, "reopen", reason)


@mission_app.command("read")
def read_command(code: Code, number: Number, as_json: Json = False) -> None:
    """Lit votre propre lecture d’un candidat."""
    held = _own_reading(code, number)
    from ancrage.mission.documents import reading_document

    told = reading_document(held)
    lines = [f"{c} : {'inconnu' if m is None else m}" for c, m in told["marks"].items()]
    tell(told, [told["state"], *lines], as_json=as_json)


@mission_app.command("mark")
def mark_command(
    code: Code,
    number: Number,
    file: Annotated[Path, typer.Argument(help="YAML ou JSON : marks, comments, summary.")],
) -> None:
    """Enregistre vos notes, complètes ou non ; personne d’autre ne les voit."""
    held = _own_reading(code, number)
    from ancrage.mission.actions.readings import Written, save_reading

    told = read_document(file)
    with refusals():
        written = Written(
            marks=dict(told.get("marks") or {}),
            comments={k: str(v) for k, v in (told.get("comments") or {}).items()},
            summary=str(told.get("summary") or ""),
        )
        save_reading(**acted(), reading=held, version=held.version, written=written)
    typer.echo("Enregistré.")


@mission_app.command("lock")
def lock_command(code: Code, number: Number) -> None:
    """Verrouille votre lecture : elle ne change plus."""
    held = _own_reading(code, number)
    from ancrage.mission.actions.readings import lock_reading

    with refusals():
        made = lock_reading(**acted(), reading=held)
    typer.echo(f"Lecture verrouillée, empreinte {made.seal}.")


@mission_app.command("compare")
def compare_command(code: Code, number: Number, as_json: Json = False) -> None:
    """Compare les deux lectures, une fois verrouillées toutes les deux."""
    candidate = held_candidate(code, number)
    from ancrage.mission.access import Access, readings_access
    from ancrage.mission.documents import comparison_document
    from ancrage.mission.dossier import interest_of
    from ancrage.mission.queries.missions import expert_of
    from ancrage.mission.queries.readings import active_readings

    actor, readings = acted()["by"], active_readings(candidate)
    interest = interest_of(expert_of(candidate.mission, actor), candidate)
    access = readings_access(actor, readings, interest)
    if access not in {Access.FULL, Access.OUTLINE}:
        fail("Les deux lectures ne sont pas verrouillées, ou elles ne sont pas à vous.")
    told = comparison_document(candidate, readings, is_outline=access == Access.OUTLINE)
    lines = [
        f"{row['code']} : {_written(row['first'])} et {_written(row['second'])}"
        f"{'' if row['is_settled'] else ' (à régler)'}"
        for row in told["criteria"] or []
    ]
    tell(told, lines or ["Aperçu : le contenu est réservé."], as_json=as_json)


@mission_app.command("discuss")
def discuss_command(
    code: Code, number: Number, text: Annotated[str, typer.Argument(help="Message.")]
) -> None:
    """Écrit dans la discussion des deux lecteurs."""
    candidate = held_candidate(code, number)
    from ancrage.mission.actions.settlements import write_remark

    with refusals():
        write_remark(**acted(), candidate=candidate, text=text)
    typer.echo("Envoyé.")


@mission_app.command("propose-mark")
def propose_mark_command(
    code: Code, number: Number, criterion: Criterion, mark: MarkValue, reason: Reason
) -> None:
    """Propose une note à l’autre lecteur."""
    candidate = held_candidate(code, number)
    from ancrage.mission.actions.settlements import propose_mark

    with refusals():
        propose_mark(
            **acted(), candidate=candidate, criterion=criterion, mark=_mark(mark), reason=reason
        )
    typer.echo("Proposé.")


@mission_app.command("accept-mark")
def accept_mark_command(code: Code, number: Number, criterion: Criterion, mark: MarkValue) -> None:
    """Accepte la note que l’autre lecteur propose."""
    candidate = held_candidate(code, number)
    from ancrage.mission.actions.settlements import accept_mark

    with refusals():
        accept_mark(**acted(), candidate=candidate, criterion=criterion, mark=_mark(mark))
    typer.echo("Convenu.")


@mission_app.command("keep-both")
def keep_both_command(code: Code, number: Number, criterion: Criterion, reason: Reason) -> None:
    """Laisse les deux notes d’un désaccord, avec leur moyenne."""
    candidate = held_candidate(code, number)
    from ancrage.mission.actions.settlements import keep_both

    with refusals():
        keep_both(**acted(), candidate=candidate, criterion=criterion, reason=reason)
    typer.echo("Les deux notes restent.")


def _step(code: str, number: int, verb: str, reason: str | None = None) -> None:
    candidate = held_candidate(code, number)
    from ancrage.mission.actions.candidates import STEPS
    from ancrage.mission.words import state_of

    told = {} if reason is None else {"reason": reason}
    with refusals():
        made = STEPS[verb](**acted(), candidate=candidate, **told)
    typer.echo(f"{made.shown_name} : {state_of('candidate', made.state).label}.")


def _own(code: str, number: int) -> "Candidate":
    candidate = held_candidate(code, number)
    from ancrage.mission.access import is_author

    if not is_author(acted()["by"], candidate):
        fail(f"La mission « {code} » n’a pas de candidat {number} à vous.")
    return candidate


def _own_reading(code: str, number: int) -> "Reading":
    candidate = held_candidate(code, number)
    from ancrage.mission.dossier import may_read
    from ancrage.mission.queries.missions import expert_of
    from ancrage.mission.queries.readings import own_reading

    actor = acted()["by"]
    expert = expert_of(candidate.mission, actor)
    held = own_reading(candidate, expert) if expert else None
    if held is None or not may_read(actor, candidate):
        fail("Aucune lecture de ce candidat ne vous est confiée, ou vous y avez un conflit.")
    held.candidate = candidate
    return held


def _mark(told: str) -> int | None:
    if told == "inconnu":
        return None
    if not told.isdecimal():
        fail("Donnez une note entière, ou « inconnu ».")
    return int(told)


def _written(mark: int | None) -> str:
    return "inconnu" if mark is None else str(mark)
