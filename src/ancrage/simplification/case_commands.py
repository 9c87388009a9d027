"""`ancrage simplify`: cases gathered, put to an authority, answered, ended."""

from typing import Annotated, Any

import typer

from ancrage.people.acting_commands import acted, fail, refusals, start_django, tell
from ancrage.simplification.shared_commands import (
    CaseNumber,
    Document,
    Json,
    Number,
    Reason,
    held_case,
    held_report,
    read_document,
    simplify_app,
)

AuthorityCode = Annotated[
    str, typer.Argument(help="central, prefecture:CODE, region:CODE ou operator:CODE.")
]
Service = Annotated[str, typer.Option(help="Ministère ou service.")]


@simplify_app.command("cases")
def cases_command(
    words: Annotated[str, typer.Option("--search", help="Cherche parmi les cas publiés.")] = "",
    as_json: Json = False,
) -> None:
    """Liste les cas, ou cherche parmi ceux qui sont publiés."""
    start_django()
    from ancrage.simplification.documents import case_document
    from ancrage.simplification.queries.cases import cases_of, search_cases

    if words:
        held = [case for case, _found in search_cases(words)]
    else:
        held = list(cases_of(acted()["by"]))
    told = [case_document(case) for case in held]
    lines = ["\t".join((str(c["number"]), c["state"], c["title"])) for c in told]
    tell(told, lines or ["Aucun cas."], as_json=as_json)


@simplify_app.command("case")
def case_command(number: CaseNumber, as_json: Json = False) -> None:
    """Montre un cas, ses questions, ses réponses, ses signalements que l’on peut lire."""
    case = held_case(number)
    from ancrage.simplification.documents import case_detail

    told = case_detail(acted()["by"], case)
    lines = [f"{told['title']} ({told['state']})", told["summary"]]
    lines += [
        f"Question {q['number']} : {q['authority']} {q['scope']}, {q['outcome'] or 'en attente'}"
        for q in told["questions"]
    ]
    lines += [f"Signalement {r['number']} : {r['territory_name']}" for r in told["reports"]]
    tell(told, lines, as_json=as_json)


@simplify_app.command("gather")
def gather_command(
    file: Document,
    reports: Annotated[list[int], typer.Option("--report", help="Signalement ; répétable.")],
    region: Annotated[str, typer.Option(help="Région, si le cas n’en touche qu’une.")] = "",
) -> None:
    """Ouvre un cas avec des signalements."""
    start_django()
    from ancrage.simplification.actions.cases import gather_case

    held = [held_report(number)[0] for number in reports]
    with refusals():
        made = gather_case(
            **acted(), written=_written(read_document(file)), reports=held, region=region
        )
    typer.echo(str(made.number))


@simplify_app.command("amend")
def amend_command(number: CaseNumber, file: Document) -> None:
    """Récrit un cas."""
    case = held_case(number)
    from ancrage.simplification.actions.cases import Written, amend_case

    told = {name: getattr(case, name) for name in Written.__slots__} | read_document(file)
    with refusals():
        amend_case(**acted(), case=case, version=case.version, written=_written(told))
    typer.echo("Enregistré.")


@simplify_app.command("group")
def group_command(case: CaseNumber, number: Number) -> None:
    """Réunit un signalement à un cas."""
    target, (report, _access) = held_case(case), held_report(number)
    from ancrage.simplification.actions.cases import group_report

    with refusals():
        group_report(**acted(), case=target, report=report)
    typer.echo(f"Le signalement {number} est dans le cas {case}.")


@simplify_app.command("ungroup")
def ungroup_command(number: Number, reason: Reason) -> None:
    """Sort un signalement de son cas."""
    report, _access = held_report(number)
    from ancrage.simplification.actions.cases import ungroup_report

    with refusals():
        ungroup_report(**acted(), report=report, reason=reason)
    typer.echo(f"Le signalement {number} attend de nouveau.")


@simplify_app.command("ask")
def ask_command(
    number: CaseNumber,
    authority: AuthorityCode,
    kind: Annotated[str, typer.Option(help="derogation, experiment, guidance ou change.")],
    words: Annotated[str, typer.Option(help="La question ; elle sera publiée.")],
    service: Service = "",
) -> None:
    """Saisit l’autorité compétente ; le cas est publié."""
    case = held_case(number)
    from ancrage.simplification.actions.questions import Asked, ask_question

    code, _colon, scope = authority.partition(":")
    with refusals():
        made = ask_question(
            **acted(),
            case=case,
            version=case.version,
            asked=Asked(code, scope, service, kind, words),
        )
    typer.echo(f"Réponse attendue le {made.due_on.isoformat()}.")


@simplify_app.command("answer")
def answer_command(
    number: CaseNumber,
    outcome: Annotated[
        str, typer.Argument(help="derogation, experiment, guidance, change ou refused.")
    ],
    words: Annotated[str, typer.Option(help="Motifs ; ils seront publiés.")],
) -> None:
    """Répond pour l’autorité saisie."""
    case = held_case(number)
    from ancrage.simplification.actions.questions import Answer, answer_question

    with refusals():
        answer_question(**acted(), case=case, answer=Answer(outcome, words))
    typer.echo("Réponse publiée.")


@simplify_app.command("refer")
def refer_command(
    number: CaseNumber, authority: AuthorityCode, reason: Reason, service: Service = ""
) -> None:
    """Se dit incompétente et renvoie le cas à une autre autorité."""
    case = held_case(number)
    from ancrage.simplification.actions.questions import Asked, refer_question

    code, _colon, scope = authority.partition(":")
    with refusals():
        made = refer_question(
            **acted(), case=case, reason=reason, asked=Asked(code, scope, service)
        )
    typer.echo(f"Réponse attendue le {made.due_on.isoformat()}.")


@simplify_app.command("close")
def close_command(number: CaseNumber, reason: Reason) -> None:
    """Clôt un cas."""
    _step(number, "close", reason)


@simplify_app.command("reopen")
def reopen_command(number: CaseNumber, reason: Reason) -> None:
    """Rouvre un cas."""
    _step(number, "reopen", reason)


@simplify_app.command("dissolve")
def dissolve_command(number: CaseNumber, reason: Reason) -> None:
    """Dissout un cas dont aucune autorité n’a été saisie."""
    _step(number, "dissolve", reason)


def _step(number: int, verb: str, reason: str) -> None:
    case = held_case(number)
    from ancrage.simplification.actions.cases import STEPS
    from ancrage.simplification.words import state_of

    with refusals():
        made = STEPS[verb](**acted(), case=case, reason=reason)
    typer.echo(f"Cas {made.number} : {state_of('case', made.state).label}.")


def _written(told: dict[str, Any]) -> Any:  # noqa: ANN401 a Written
    from ancrage.simplification.actions.cases import Written

    unknown = sorted(told.keys() - set(Written.__slots__))
    missing = [name for name in ("title", "summary", "rule") if name not in told]
    if unknown or missing:
        fail(f"Champs attendus : {', '.join(Written.__slots__)}.")
    return Written(**told)
