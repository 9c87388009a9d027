"""`ancrage people`: who holds what; giving roles, ending them; organisations; rights."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from ancrage.people.commands import people

if TYPE_CHECKING:
    from ancrage.people.models import Person, RoleHolding

REFUSED = 2
Email = Annotated[str, typer.Argument(help="Adresse électronique de la personne.")]
RoleReference = Annotated[str, typer.Argument(help="Référence du rôle : « ancrage people show ».")]
From = Annotated[
    datetime | None,
    typer.Option("--from", formats=["%Y-%m-%d"], help="Premier jour ; sinon aujourd’hui."),
]
Until = Annotated[
    datetime | None, typer.Option("--until", formats=["%Y-%m-%d"], help="Dernier jour.")
]
On = Annotated[str, typer.Option("--on", help="Périmètre : nom ou code.")]
For = Annotated[str, typer.Option("--for", help="Organisation : nom, SIREN ou SIRET.")]
Json = Annotated[bool, typer.Option("--json", help="Écrit du JSON.")]


def register(app: typer.Typer) -> None:
    """These commands are added to `people`, which is registered by its own module."""


@people.command("list")
def list_command(
    role: Annotated[str, typer.Option(help="Code d’un rôle.")] = "",
    history: Annotated[
        bool, typer.Option("--history", help="Avec les rôles passés et à venir.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Liste qui tient quel rôle, sur quel périmètre."""
    start()
    from django.utils import timezone

    from ancrage.journal.acting import acting
    from ancrage.people.queries.directory import State, in_words, visible_to
    from ancrage.people.schemas import role_out

    found = visible_to(acting())
    if role:
        found = found.filter(role=role)
    rows = in_words(found, on=timezone.localdate())
    rows = [row for row in rows if history or row.state == State.HELD]
    lines = [
        f"{row.name}\t{row.role_label}\t{row.scope_label}\t{row.holding.since}\t"
        f"{row.holding.until or ''}"
        for row in rows
    ]
    tell([role_out(row).dict() for row in rows], lines or ["Aucun rôle."], as_json=as_json)


@people.command("show")
def show_command(email: Email, as_json: Json = False) -> None:
    """Montre une personne et ses rôles, avec leurs références."""
    person = person_of(email)
    from django.utils import timezone

    from ancrage.journal.acting import acting
    from ancrage.people.queries.directory import in_words, visible_to
    from ancrage.people.schemas import person_out, role_out

    rows = in_words(visible_to(acting()).filter(person=person), on=timezone.localdate())
    told = {**person_out(person).dict(), "roles": [role_out(row).dict() for row in rows]}
    lines = [
        f"{row.holding.reference}\t{row.role_label}\t{row.scope_label}\t{row.state}" for row in rows
    ]
    tell(told, [f"{person.name} ({person.reference})", *lines], as_json=as_json)


@people.command("add")
def add_command(
    email: Email,
    name: Annotated[str, typer.Option(help="Prénom et nom.")],
) -> None:
    """Ouvre un compte, sans rôle ni invitation."""
    start()
    from ancrage.people.actions.accounts import open_account

    given, _, family = name.strip().partition(" ")
    person = done(open_account, email=email, given_name=given, family_name=family)
    typer.echo(f"{person.name}\t{person.reference}")


@people.command("correct")
def correct_command(
    email: Email,
    given_name: Annotated[str, typer.Option(help="Prénom.")],
    family_name: Annotated[str, typer.Option(help="Nom.")],
    new_email: Annotated[str, typer.Option(help="Nouvelle adresse ; sinon la même.")] = "",
) -> None:
    """Corrige un nom ou une adresse."""
    person = person_of(email)
    from ancrage.people.actions.accounts import correct_person

    held = done(
        correct_person,
        person=person,
        given_name=given_name,
        family_name=family_name,
        email=new_email or email,
    )
    typer.echo(f"{held.name}\t{held.email}")


@people.command("grant")
def grant_command(
    email: Email,
    role: Annotated[str, typer.Argument(help="Code du rôle : « ancrage people rights ».")],
    on: On = "",
    organisation: For = "",
    since: From = None,
    until: Until = None,
) -> None:
    """Donne un rôle à une personne."""
    person = person_of(email)
    from ancrage.people.actions.roles import grant_role
    from ancrage.people.finding import named_organisation, named_scope

    scope = told_by(named_scope, role, on).scope
    choice = told_by(named_organisation, role, organisation)
    made = done(
        grant_role,
        person=person,
        role=role,
        scope=scope,
        organisation=ensured(choice),
        term=term(since, until),
    )
    typer.echo(f"Rôle donné : {made.reference}")


@people.command("end")
def end_command(
    reference: RoleReference,
    reason: Annotated[str, typer.Option(help="Motif, gardé au journal.")],
    last_day: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Dernier jour ; sinon aujourd’hui."),
    ] = None,
) -> None:
    """Met fin à un rôle."""
    holding = holding_of(reference)
    from ancrage.people.actions.roles import end_role

    done(end_role, holding=holding, last_day=day_or_today(last_day), reason=reason)
    typer.echo("Fin de rôle enregistrée.")


@people.command("stand-in")
def stand_in_command(
    reference: RoleReference,
    email: Email,
    since: From = None,
    until: Until = None,
    deputy: Annotated[
        bool, typer.Option("--deputy", help="Suppléance, tant que le rôle dure.")
    ] = False,
) -> None:
    """Fait remplacer le titulaire d’un rôle : délégation jusqu’à un jour, ou suppléance."""
    holding = holding_of(reference)
    from ancrage.people.actions.roles import stand_in

    made = done(
        stand_in,
        holding=holding,
        person=person_of(email),
        term=term(since, until),
        is_delegation=not deputy,
    )
    typer.echo(f"Remplacement donné : {made.reference}")


@people.command("organisations")
def organisations_command(as_json: Json = False) -> None:
    """Liste les organisations."""
    start()
    from django.utils import timezone

    from ancrage.journal.acting import acting
    from ancrage.people.queries.directory import organisation_rows
    from ancrage.people.schemas import organisation_out

    rows = organisation_rows(acting(), on=timezone.localdate())
    lines = [
        f"{row.organisation.kind}\t{row.organisation.code}\t{row.organisation.name}" for row in rows
    ]
    told = [organisation_out(row.organisation).dict() for row in rows]
    tell(told, lines or ["Aucune organisation."], as_json=as_json)


@people.command("add-organisation")
def add_organisation_command(
    kind: Annotated[str, typer.Argument(help="Nature : company, operator, intercommunality…")],
    name: Annotated[str, typer.Argument(help="Nom.")],
    code: Annotated[str, typer.Option(help="Code INSEE, SIREN, ou mot en minuscules.")] = "",
    siret: Annotated[str, typer.Option(help="SIRET d’une entreprise.")] = "",
) -> None:
    """Ajoute une organisation ; son SIRET, son SIREN ou son code est vérifié."""
    start()
    from ancrage.people.actions.accounts import add_organisation

    made = done(add_organisation, kind=kind, name=name, code=code, siret=siret)
    typer.echo(f"{made.kind}\t{made.code}\t{made.name}")


@people.command("rights")
def rights_command(
    role: Annotated[str, typer.Option(help="Code d’un rôle.")] = "", as_json: Json = False
) -> None:
    """Écrit la table des droits : qui peut quoi, et jusqu’où."""
    start()
    from ancrage.people.rights_table import right_rows
    from ancrage.people.schemas import right_out

    rows = [row for row in right_rows() if not role or role in row.right.who]
    lines = [
        f"{row.right.action}\t{row.right.label}\t{row.reach(role) if role else row.holders}"
        for row in rows
    ]
    tell([right_out(row.right).dict() for row in rows], lines or ["Aucun droit."], as_json=as_json)


def start() -> None:
    """Everything heavy waits until a command runs."""
    import django

    django.setup()


def person_of(email: str) -> "Person":
    """The person of an address that who acts may know of."""
    start()
    from ancrage.journal.acting import acting
    from ancrage.people.models import Person
    from ancrage.people.queries.directory import find_person

    held = Person.objects.filter(email=email.strip().lower(), erased_at=None).first()
    found = find_person(acting(), held.reference) if held else None
    if found is None:
        fail("Aucun compte n’a cette adresse.")
    return found


def holding_of(reference: str) -> "RoleHolding":
    """A role that who acts may know of."""
    start()
    from ancrage.journal.acting import acting
    from ancrage.people.queries.directory import find_holding

    found = find_holding(acting(), reference)
    if found is None:
        fail("Aucun rôle n’a cette référence.")
    return found


def term(since: datetime | None, until: datetime | None) -> Any:  # noqa: ANN401 imported later
    from ancrage.people.actions.roles import Term

    return Term(day_or_today(since), until.date() if until else None)


def day_or_today(day: datetime | None) -> date:
    from django.utils import timezone

    return day.date() if day else timezone.localdate()


def ensured(choice: Any) -> Any:  # noqa: ANN401 imported later
    """The organisation chosen, added when only the official lists name it."""
    from ancrage.people.actions.accounts import ensure_organisation

    return done(ensure_organisation, choice=choice)


def done(change: Any, **told: Any) -> Any:  # noqa: ANN401 any command
    """What a command answers; a refusal is told and ends with code 2."""
    from django.utils import timezone

    from ancrage.journal.acting import acting
    from ancrage.journal.policy import NotAllowedError
    from ancrage.kernel.problems import InputRefused

    try:
        return change(by=acting(), now=timezone.now(), **told)
    except (NotAllowedError, InputRefused):
        raise
    except ValueError as refusal:
        fail(str(refusal))


def told_by(find: Any, *words: str) -> Any:  # noqa: ANN401 any finder
    """What words name; a name that is not clear ends with code 2."""
    try:
        return find(*words)
    except ValueError as refusal:
        fail(str(refusal))


def tell(document: object, lines: list[str], *, as_json: bool) -> None:
    """For a program, or for a person."""
    import json

    text = json.dumps(document, ensure_ascii=False, indent=2, default=str)
    typer.echo(text if as_json else "\n".join(lines))


def fail(sentence: str) -> NoReturn:
    """Told, with code 2."""
    typer.echo(sentence, err=True)
    raise typer.Exit(REFUSED)
