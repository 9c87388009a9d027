"""`ancrage reference crosswalk` and `announce`: what another year of intercommunalités changes."""

import datetime as dt
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ancrage.geography.commands import (
    AsJson,
    one_sentence,
    prepare_database,
    reference,
    steps,
    tell,
)

if TYPE_CHECKING:
    from ancrage.geography.year_change import YearChange

SHOWN = 60
"""How many lines of a table the console shows; the file has all of them."""
Source = Annotated[Path, typer.Option("--from", help="Dossier du jeu du nouveau millésime.")]


def register(_app: typer.Typer) -> None:
    """Add these commands to `ancrage reference`."""
    reference.command("crosswalk")(crosswalk_command)
    reference.command("announce")(announce_command)


def crosswalk_command(
    source: Source,
    out: Annotated[Path | None, typer.Option(help="Fichier CSV de toute la table.")] = None,
    as_json: AsJson = False,
) -> None:
    """Montre ce qu’un autre millésime change, sans rien changer : lieux et listes des programmes.

    L’empreinte qui termine la table est celle que « ancrage reference load » demande.
    """
    prepare_database()
    from ancrage.geography.actions import computed_year_change

    with one_sentence(), steps() as progress:
        change = computed_year_change(directory=source, progress=progress)
    _show(change, source, out, as_json=as_json)


def announce_command(
    source: Source,
    out: Annotated[Path | None, typer.Option(help="Fichier CSV de toute la table.")] = None,
    as_json: AsJson = False,
) -> None:
    """Montre la table de passage ici et sur le site, à l’équipe nationale et aux régions."""
    prepare_database()
    from ancrage.geography.actions import show_year
    from ancrage.journal.acting import acting

    with one_sentence(), steps() as progress:
        change, _shown = show_year(
            by=acting(), now=dt.datetime.now(dt.UTC), directory=source, progress=progress
        )
    _show(change, source, out, as_json=as_json)


def _show(change: "YearChange", source: Path, out: Path | None, *, as_json: bool) -> None:
    from ancrage.geography.year_words import crosswalk_csv

    if out is not None:
        out.write_text(f"\ufeff{crosswalk_csv(change.document)}", encoding="utf-8", newline="")
    if as_json:
        told = {"fingerprint": change.fingerprint} | change.document
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        _print(change.document, shown_in_file=out is not None)
        typer.echo(f"Empreinte : {change.fingerprint}")
    if change.undecided:
        tell("À décider avant de charger ce jeu : voir ci-dessus.")
    elif change.is_to_be_accepted:
        accept = f"--accept-crosswalk {change.fingerprint[:16]}"
        tell(f"Pour charger ce qui est montré : ancrage reference load --from {source} {accept}")
    else:
        tell("Aucune liste de programme ne change : ce jeu se charge sans rien accepter.")


def _print(document: dict[str, Any], *, shown_in_file: bool) -> None:
    from ancrage.geography import year_words as words

    typer.echo(f"De « {document['before']['vintage']} » à « {document['after']['vintage']} »")
    for label, count in words.counted_changes(document):
        typer.echo(f"{count:>8} {label}")
    groups = [
        (g.change, g.before, g.before_name, g.after, g.after_name, g.communes,
         _share(g.share_of_before), _share(g.share_of_after))
        for g in words.group_rows(document)
    ]  # fmt: skip
    ends = ("Code", "Avant", "Code", "Après", "Communes", "de l’ancien", "du nouveau")
    _table("Intercommunalités", ("Devenir", *ends), groups, shown_in_file)
    for sentence in words.list_sentences(document):
        typer.echo(sentence)
    members = [
        (m.territory, m.fate, m.code, m.name, m.into, m.into_name, m.communes, _share(m.share),
         _share(m.share_of_place))
        for m in words.member_rows(document, past=False)
    ]  # fmt: skip
    _table("Membres qui changent", ("Territoire", "Devenir", *ends), members, shown_in_file)
    following = [
        (n.list, f"{n.territory} {n.territory_name}", n.code, n.name, n.coverage)
        for n in words.next_rows(document)
    ]
    headings = ("Nouvelle liste", "Territoire", "Code", "Membre", "Part")
    _table("Ce que tiendront les territoires qui changent", headings, following, shown_in_file)
    for sentence in words.undecided_sentences(document):
        typer.echo(f"À décider : {sentence}")


def _table(
    title: str, headings: tuple[str, ...], rows: Sequence[tuple[object, ...]], shown_in_file: bool
) -> None:
    from ancrage.geography.console import print_rows

    if not rows:
        return
    print_rows(title, headings, [[str(cell) for cell in row] for row in rows[:SHOWN]])
    if len(rows) > SHOWN:
        more = "" if shown_in_file else " ; --out FICHIER les écrit toutes"
        tell(f"… {len(rows) - SHOWN} autres lignes{more}.")


def _share(share: float | None) -> str:
    """A share, or nothing where there is nothing to take a share of."""
    from ancrage.ui.formats import percent

    return "" if share is None else percent(share)
