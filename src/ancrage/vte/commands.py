"""`ancrage vte`: missions, their steps, hirings, aids, rules, counters."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, fields
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn, TypedDict

import typer

if TYPE_CHECKING:
    from ancrage.kernel.rights import Actor
    from ancrage.vte.models import Offer
    from ancrage.vte.rules.told import Told

REFUSED = 2
vte_app = typer.Typer(
    help="Volontariat territorial en entreprise : missions, embauches, aides.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
Code = Annotated[str, typer.Argument(help="Code de la mission.")]
Json = Annotated[bool, typer.Option("--json", help="Écrit du JSON.")]
Reason = Annotated[str, typer.Option("--reason", help="Raison, lue des personnes concernées.")]
OfferFile = Annotated[
    Path, typer.Argument(help="Fichier YAML ou JSON : siret, place, title, contract…")
]


class Acted(TypedDict):
    """Who acts, and when: what every action takes first."""

    by: "Actor"
    now: dt.datetime


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(vte_app, name="vte")


@vte_app.command("list")
def list_command(as_json: Json = False) -> None:
    """Liste les missions auxquelles on peut répondre aujourd’hui."""
    _start()
    from django.utils import timezone

    from ancrage.vte.documents import offer_document
    from ancrage.vte.queries.offers import published

    _tell_all([offer_document(o) for o in published(timezone.localdate())], as_json=as_json)


@vte_app.command("own")
def own_command(as_json: Json = False) -> None:
    """Liste les missions que l’on écrit ou que l’on vérifie, dans tous leurs états."""
    _start()
    from ancrage.vte.documents import offer_document
    from ancrage.vte.queries.offers import mine

    _tell_all([offer_document(o) for o in mine(_acted()["by"])], as_json=as_json)


@vte_app.command("show")
def show_command(code: Code, as_json: Json = False) -> None:
    """Montre une mission, et ce que dit la règle."""
    offer = _offer(code)
    from django.utils import timezone

    from ancrage.vte.documents import detail_document

    told = detail_document(_acted()["by"], offer, today=timezone.localdate())
    lines = [f"{told['title']} ({told['state']})", told["company_name"], told["place"]["name"]]
    for checked in told["checks"]:
        lines.append(f"\n{checked['name']} : {checked['outcome']}")
        lines += [f"  {f['says']} {f['remedy']}".rstrip() for f in checked["findings"]]
    _tell(told, lines, as_json=as_json)


@vte_app.command("rules")
def rules_command(
    date: Annotated[str, typer.Option(help="Jour, AAAA-MM-JJ.")] = "", as_json: Json = False
) -> None:
    """Dit les conditions du label et des aides, à une date."""
    _start()
    from django.utils import timezone

    from ancrage.vte.documents import rules_document

    told = rules_document(_day(date) if date else timezone.localdate())
    lines = []
    for scheme in told:
        lines.append(f"{scheme['name']} : en vigueur, {scheme['in_force']}")
        lines += [f"  {c['requires']} [{c['source']}]" for c in scheme["criteria"]]
    _tell(told, lines, as_json=as_json)


@vte_app.command("counters")
def counters_command(as_json: Json = False) -> None:
    """Compte les missions et les aides, par territoire, région et année."""
    _start()
    from ancrage.vte.documents import counters_document

    told = counters_document()
    lines = [
        f"{row['code']}\t{row['posted']}\t{row['filled']}\t{row['granted']}"
        for row in told["years"]
    ]
    _tell(told, ["année\tproposées\tpourvues\taides accordées", *lines], as_json=as_json)


@vte_app.command("post")
def post_command(
    file: OfferFile,
    company: Annotated[str, typer.Option(help="Entreprise pour laquelle on parle.")] = "",
) -> None:
    """Commence une mission, en brouillon."""
    _start()
    from ancrage.vte.actions.offers import post_offer
    from ancrage.vte.rules.told import Told

    with _refusals():
        made = post_offer(**_acted(), told=_told(file, Told()), company=company)
    typer.echo(made.code)


@vte_app.command("edit")
def edit_command(code: Code, file: OfferFile) -> None:
    """Corrige une mission ; ce que le fichier tait ne change pas."""
    offer = _offer(code)
    from ancrage.vte.actions.offers import edit_offer

    with _refusals():
        edit_offer(**_acted(), offer=offer, told=_told(file, offer.told))
    typer.echo("Mission corrigée.")


@vte_app.command("submit")
def submit_command(code: Code) -> None:
    """Propose une mission ; dit pourquoi si la règle la refuse."""
    made = _step(code, "submit")
    typer.echo(made.reason if made.state == "refused" else "Mission proposée.")


@vte_app.command("accept")
def accept_command(code: Code) -> None:
    """Accepte et publie une mission."""
    _step(code, "accept")
    typer.echo("Mission publiée.")


@vte_app.command("refuse")
def refuse_command(code: Code, reason: Reason) -> None:
    """Refuse une mission, et dit pourquoi."""
    _step(code, "refuse", reason=reason)
    typer.echo("Mission refusée.")


@vte_app.command("take-back")
def take_back_command(code: Code) -> None:
    """Reprend une mission pour la corriger."""
    _step(code, "take_back")
    typer.echo("Mission reprise.")


@vte_app.command("withdraw")
def withdraw_command(code: Code, reason: Reason) -> None:
    """Retire une mission."""
    _step(code, "withdraw", reason=reason)
    typer.echo("Mission retirée.")


@vte_app.command("fill")
def fill_command(
    code: Code,
    hired_on: Annotated[str, typer.Option(help="Date de l’embauche, AAAA-MM-JJ.")],
    contract: Annotated[str, typer.Option(help="Contrat : cdi, cdd ou alternance.")],
    months: Annotated[int | None, typer.Option(help="Durée, en mois.")] = None,
    level: Annotated[int | None, typer.Option(help="Années après le baccalauréat.")] = None,
    degree_months: Annotated[
        int | None, typer.Option(help="Mois entre le diplôme et l’embauche.")
    ] = None,
    alternance_aid: Annotated[
        bool | None, typer.Option(help="Aide à l’alternance demandée aussi.")
    ] = None,
) -> None:
    """Déclare l’embauche, sans le nom de la personne."""
    offer = _offer(code)
    from ancrage.vte.actions.hirings import declare_hiring
    from ancrage.vte.rules.told import hiring_from

    hiring = hiring_from(
        {
            "hired_on": _day(hired_on),
            "contract": contract,
            "months": months,
            "level": level,
            "months_since_degree": degree_months,
            "alternance_aid": alternance_aid,
        }
    )
    with _refusals():
        declare_hiring(**_acted(), offer=offer, hiring=hiring)
    typer.echo("Embauche déclarée.")


@vte_app.command("ask-aid")
def ask_aid_command(
    code: Code, kind: Annotated[str, typer.Argument(help="Aide : territory ou green.")]
) -> None:
    """Demande l’aide d’une embauche ; écrit le code de la sollicitation."""
    offer = _offer(code)
    from ancrage.vte.actions.aids import ask_aid

    with _refusals():
        made = ask_aid(**_acted(), offer=offer, kind=kind)
    typer.echo(made.request)


@vte_app.command("expire")
def expire_command() -> None:
    """Constate que des annonces sont finies, et prévient leurs rédacteurs (chaque jour)."""
    _start()
    from ancrage.vte.actions.steps import expire_offers

    over = expire_offers(**_acted())
    typer.echo(f"{len(over)} annonces finies.")


def _step(code: str, verb: str, **more: str) -> "Offer":
    offer = _offer(code)
    from ancrage.vte.actions.steps import STEPS

    with _refusals():
        return STEPS[verb](**_acted(), offer=offer, **more)


def _start() -> None:
    import django

    django.setup()


def _acted() -> Acted:
    from django.utils import timezone

    from ancrage.journal.acting import acting

    return {"by": acting(), "now": timezone.now()}


def _offer(code: str) -> "Offer":
    _start()
    from ancrage.vte.models import Offer
    from ancrage.vte.queries.offers import find_offer

    found: Offer | None = find_offer(_acted()["by"], code)
    if found is None:
        _fail(f"Aucune mission VTE ne porte le code « {code} ».")
    return found


def _told(path: Path, before: "Told") -> "Told":
    """What a file says of a mission, over what was said before; or a refusal."""
    import yaml

    from ancrage.vte.rules.told import Told

    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as fault:
        _fail(f"{path} : illisible ({fault}).")
    names = {field.name for field in fields(Told)}
    if not isinstance(found, dict) or not found.keys() <= names:
        _fail(f"{path} : des lignes « champ : valeur », parmi {', '.join(sorted(names))}.")
    if "siret" in found:
        found["siret"] = str(found["siret"])
    return Told(**(asdict(before) | found))


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        _fail(f"« {text} » n’est pas un jour : écrivez AAAA-MM-JJ.")


@contextmanager
def _refusals() -> Iterator[None]:
    """What an action refuses, told in one sentence."""
    try:
        yield
    except ValueError as refusal:
        _fail(str(refusal))


def _tell_all(held: list[dict[str, Any]], *, as_json: bool) -> None:
    lines = ["\t".join((o["code"], o["state"], o["title"], o["company_name"])) for o in held]
    _tell(held, lines or ["Aucune mission."], as_json=as_json)


def _tell(document: object, lines: list[str], *, as_json: bool) -> None:
    import json

    text = json.dumps(document, ensure_ascii=False, indent=2, default=str)
    typer.echo(text if as_json else "\n".join(lines))


def _fail(sentence: str) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(REFUSED)
