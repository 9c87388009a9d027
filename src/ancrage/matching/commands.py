"""Command line: Needs of a place, what answers them and why."""

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ancrage.people.acting_commands import acted, fail, refusals, start_django, tell

if TYPE_CHECKING:
    from ancrage.geography.models import Territory
    from ancrage.matching.queries.diagnosis import Diagnosis

needs_app = typer.Typer(
    help="Besoins : ce que disent les chiffres et le binôme, ce qui y répond, pourquoi.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
Version = Annotated[str, typer.Argument(help="Code de la liste.")]
Code = Annotated[str, typer.Argument(help="Code du territoire.")]
Json = Annotated[bool, typer.Option("--json", help="Écrit du JSON.")]
Day = Annotated[dt.datetime | None, typer.Option("--day", formats=["%Y-%m-%d"], help="Jour.")]


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(needs_app, name="needs")


@needs_app.command("show")
def show_command(version: Version, code: Code, day: Day = None, as_json: Json = False) -> None:
    """Montre les besoins d’un territoire et les mesures qui y répondent."""
    start_django()
    diagnosis = _diagnosis(version, code, day_of(day))
    from ancrage.geography.queries import in_force
    from ancrage.matching.documents import diagnosis_document
    from ancrage.matching.queries.answers import answers_for_territory

    held = in_force([diagnosis.territory.version], on=diagnosis.day) is not None
    answers = answers_for_territory(diagnosis, is_in_force=held)
    told = diagnosis_document(diagnosis, answers)
    lines = [told["name"]]
    for need in told["needs"]:
        lines.append(f"\n{need['name']} : {need['level'] or 'inconnu'} ({need['said_by'] or '–'})")
        lines += [f"  {s['label']} : {_figure(s)}" for s in need["signals"]]
        lines += _results(need["measures"])
    tell(told, lines, as_json=as_json)


@needs_app.command("company")
def company_command(
    commune: Annotated[str, typer.Option(help="Code INSEE de la commune.")] = "",
    fact: Annotated[
        list[str] | None, typer.Option(help="« fait=valeur », du vocabulaire ; répétable.")
    ] = None,
    need: Annotated[list[str] | None, typer.Option(help="Besoin ; répétable.")] = None,
    day: Day = None,
    as_json: Json = False,
) -> None:
    """Dit ce que peut obtenir une entreprise. Rien n’est gardé."""
    start_django()
    from ancrage.catalogue.queries import basket_at
    from ancrage.geography.models import Commune
    from ancrage.matching.documents import company_document
    from ancrage.matching.queries.answers import answers_for_company
    from ancrage.matching.queries.companies import locate
    from ancrage.matching.queries.diagnosis import diagnosis_of

    on = day_of(day)
    basket, facts, diagnosis = basket_at(on), _facts(fact or []), None
    strangers = sorted(set(need or ()) - basket.needs.keys())
    if strangers:
        fail(f"Besoin inconnu : {', '.join(strangers)}.")
    if commune:
        held = Commune.objects.filter(pk=commune).first()
        if held is None:
            fail(f"Aucune commune ne porte le code « {commune} ».")
        located = locate(held, day=on)
        facts |= {"region": held.region_id, "in_territory": located.in_territory}
        if located.territory:
            diagnosis = diagnosis_of(located.territory, actor=acted()["by"], day=on)
    answers = answers_for_company(
        basket, facts={**facts, "day": on}, needs=tuple(need or ()), diagnosis=diagnosis, day=on
    )
    told = company_document(answers)
    lines = []
    for one in told["needs"]:
        lines += [f"\n{one['name']}", *_results(one["measures"])]
    tell(told, lines, as_json=as_json)


@needs_app.command("declare")
def declare_command(
    version: Version,
    code: Code,
    need: Annotated[str, typer.Argument(help="recruter, innover, attirer ou simplifier.")],
    level: Annotated[str, typer.Argument(help="pressing, real, low ou none.")],
    stance: Annotated[str, typer.Option(help="confirms, corrects ou completes.")] = "completes",
    words: Annotated[str, typer.Option(help="Avec les mots du binôme.")] = "",
    private: Annotated[bool, typer.Option(help="Réservé au binôme.")] = False,
    revision: Annotated[
        int | None, typer.Option(help="Révision lue ; par défaut la dernière.")
    ] = None,
) -> None:
    """Dit ce qu’il en est d’un besoin, au nom du binôme : une révision de plus."""
    start_django()
    diagnosis = _diagnosis(version, code, day_of(None))
    from ancrage.matching.actions.needs import Words, declare_need
    from ancrage.matching.queries.diagnosis import beside_of
    from ancrage.matching.queries.needs import last_revision

    part = diagnosis.part(need)
    if part is None:
        fail(f"Le panier n’a pas de besoin « {need} ».")
    with refusals():
        made = declare_need(
            **acted(),
            territory=diagnosis.scope,
            need=need,
            revision=last_revision(diagnosis.scope, need) if revision is None else revision,
            words=Words(level, stance, words, private),
            beside=beside_of(part),
        )
    typer.echo(f"Révision {made.revision}.")


def _diagnosis(version: str, code: str, day: dt.date) -> "Diagnosis":
    from ancrage.geography.queries import find_territory
    from ancrage.matching.queries.diagnosis import diagnosis_of

    territory: Territory | None = find_territory(version=version, code=code)
    if territory is None:
        fail(f"La liste « {version} » n’a pas de territoire « {code} ».")
    return diagnosis_of(territory, actor=acted()["by"], day=day)


def _figure(signal: dict[str, Any]) -> str:
    figure = signal["figure"]
    if figure["value"] is None:
        return f"pas de chiffre. {signal['silence']}"
    return f"{figure['value']:.1f} {figure['unit']} ({figure['as_of']}, {figure['source']})"


def _results(measures: list[dict[str, Any]]) -> Iterator[str]:
    marks = {"yes": "+", "unknown": "?", "no": "-"}
    for rank, held in enumerate(measures, 1):
        yield f"  {rank}. [{marks[held['outcome']]}] {held['title']} ({held['points']} points)"
        yield from (f"       {reason['says']}" for reason in held["reasons"])
        yield from (f"       Pourquoi pas : {no['says']} {no['remedy']}" for no in held["refusals"])
        yield from (f"       {question['asks']}" for question in held["questions"])


def _facts(told: list[str]) -> dict[str, Any]:
    """The facts told as « code=valeur », each a word of the vocabulary."""
    from ancrage.catalogue.queries import vocabulary

    words, found = vocabulary(), {}
    for one in told:
        code, _sign, text = one.partition("=")
        read = {"oui": True, "non": False}.get(text, int(text) if text.isdecimal() else text)
        value = words[code].read(read) if code in words else None
        if value is None:
            fail(f"« {one} » : ni un fait du vocabulaire, ni une de ses valeurs.")
        found[code] = value
    return found


def day_of(told: dt.datetime | None) -> dt.date:
    """The day that an option tells; today without."""
    from django.utils import timezone

    return told.date() if told else timezone.localdate()
