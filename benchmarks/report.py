"""The tables: on the terminal, and in docs/benchmarks.md.

The last rows of each part are kept in docs/benchmarks.json, so that one part can be run alone.
"""

import datetime as dt
import json
import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

DOCS = Path(__file__).parents[1] / "docs"
STORE, PAGE = DOCS / "benchmarks.json", DOCS / "benchmarks.md"
START, END = "<!-- measured: start -->", "<!-- measured: end -->"
PACKAGES = ("ancrage", "highspy", "numpy", "ortools", "pulp", "scipy", "spopt")
COLUMNS = ("", "secondes", "processeur", "mémoire", "valeur", "écart", "")

TITLES = {
    "k4": "Chiffres réels, règles par défaut (K = 4), écart demandé 0,01 %",
    "k5": "Chiffres réels, K = 5, écart demandé 0,1 %, 60 s",
    "k6": "Chiffres réels, K = 6, écart demandé 0,5 %, 120 s",
    "spopt": "Régionalisations de spopt coupées aux territoires possibles, K = 4",
    "generated": "Pays simulés (K = 4), écart demandé 0,01 %",
    "explanation": "Expliquer chaque intercommunalité",
    "robustness": "Robustesse, écart demandé 0,5 %, deux processus",
    "lookup": "Consultation d’un fichier (cible : 10 s)",
    "reference": "Chargement des chiffres de référence (cible : 5 s)",
    "help": "Aide de la ligne de commande (cible : 0,3 s)",
    "journal": "Vérification du journal (cible : 3 s)",
    "antennas": "Douze antennes : emplois à 40 km (couverture), distance moyenne en km",
    "allocation": "Partage d’une enveloppe, écart demandé 0,01 % (cibles : 1 s, 3 s, 60 s)",
    "allocation_full": "Le même, avec équité, paliers, dépendances (cibles : 5 s, 15 s, 300 s)",
    "roadmaps_pages": "Pages des feuilles de route, 200 territoires de 50 fiches",
    "roadmaps_import": "Reprise de 10 000 fiches (cible : 60 s pour lire, montrer, reprendre)",
    "money_import": "Fichier financier de 100 000 lignes (cible : 60 s pour lire, reprendre)",
    "committee_packs": "Dossiers de comités, 10 000 fiches (cibles : 5 s ; 20 s)",
    "ledger": "Grand livre d’un million d’écritures (cible : 15 requêtes par page)",
    "ledger_writers": "Écrivains concurrents tués au hasard (cible : aucun centime perdu)",
    "money_matching": "Rapprochement de 5 000 paiements et de 100 000 dossiers inventés",
    "home": "Poids de la page d’accueil (cible : 600 kB)",
}


def keep(part: str, rows: list[dict[str, Any]], *, load: float, now: dt.datetime) -> None:
    """Store the rows of a part. `load`: programs running beforehand, on the last minute's mean."""
    stored = _stored()
    machine = f"{_machine()} ; charge de la machine avant la mesure : {_figure(load, '', 1)}"
    stored[part] = {"date": now.date().isoformat(), "machine": machine, "rows": rows}
    STORE.write_text(json.dumps(stored, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def show(part: str, rows: list[dict[str, Any]]) -> None:
    """Print the table of a part."""
    table = Table(title=TITLES[part])
    for column in COLUMNS:
        table.add_column(column, justify="left" if not column else "right")
    for row in rows:
        table.add_row(*_cells(row))
    Console().print(table)


def write_page() -> None:
    """Write the measured section of the page again from what is stored."""
    page = PAGE.read_text(encoding="utf-8")
    head, _, rest = page.partition(START)
    _, _, tail = rest.partition(END)
    stored = _stored()
    tables = "\n".join(_markdown(part, stored[part]) for part in TITLES if part in stored)
    PAGE.write_text(f"{head}{START}\n\n{tables}\n{END}{tail}", encoding="utf-8")


def _stored() -> dict[str, Any]:
    if not STORE.exists():
        return {}
    stored: dict[str, Any] = json.loads(STORE.read_text(encoding="utf-8"))
    return stored


def _machine() -> str:
    return f"{os.cpu_count()} cœurs, {_processor()}, {platform.system()}, {_versions()}"


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def _versions() -> str:
    found = [f"Python {platform.python_version()}"]
    for package in PACKAGES:
        try:
            found.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            continue
    return ", ".join(found)


def _markdown(part: str, kept: dict[str, Any]) -> str:
    lines = [f"### {TITLES[part]}", "", f"| {' | '.join(COLUMNS)} |"]
    lines.append(f"|{'|'.join('---' if not column else '---:' for column in COLUMNS)}|")
    lines += [f"| {' | '.join(_cells(row))} |" for row in kept["rows"]]
    lines += ["", f"Mesuré le {kept['date']} : {kept['machine']}.", ""]
    return "\n".join(lines)


def _cells(row: dict[str, Any]) -> tuple[str, ...]:
    answer = row["answer"]
    return (
        row["what"],
        _figure(answer.get("seconds", row.get("wall")), "s", 2),
        _figure(answer.get("processor", row.get("processor")), "s", 2),
        _figure(row.get("memory"), "Mo", 0),
        _figure(answer.get("objective"), "", _decimals(answer.get("objective"))),
        _percent(answer.get("gap"), 4),
        "échec : " + row["fault"] if row["code"] else _remark(row),
    )


def _remark(row: dict[str, Any]) -> str:
    answer = row["answer"]
    told = {
        "ratio": lambda: f"{_percent(row['ratio'], 0)} du temps de la voie simple",
        "share": lambda: f"{_percent(row['share'], 1)} de la valeur d’Ancrage",
        "times": lambda: f"{_figure(row['times'], '', 1)} fois une page vide",
        "queries": lambda: f"{row['queries']} requête{'s' * (row['queries'] > 1)}",
        "kilobytes": lambda: f"{_figure(row['kilobytes'], 'kB', 0)} de fichiers",
        "rate": lambda: f"{_figure(row['rate'], '', 0)} écritures par seconde",
        "bare": lambda: f"{_figure(row['bare'], '', 2)} fois la même somme en SQL",
        "writers": lambda: _survived(row["writers"]),
        "precision": lambda: f"précision {_percent(row['precision'], 1)}",
        "recall": lambda: f"rappel {_percent(row['recall'], 1)}",
        "limit": lambda: f"limite {_figure(row['limit'], 's', 0)}",
    }
    if "shared" in row:
        told["shared"] = lambda: _shared(row["shared"])
    if "beside" in row:
        told["beside"] = lambda: _beside(row["beside"])
    parts = [words() for name, words in told.items() if name in row]
    if "territories" in answer:
        parts.append(f"{answer['territories']} territoires")
    if answer.get("relaxed"):
        parts.append(f"règles abandonnées : {answer['relaxed']}")
    if "median_width" in answer:
        width = _percent(answer["median_width_share"], 3)
        parts.append(f"{answer['units']} unités, largeur médiane {width} de la valeur")
    if "succeeded" in answer:
        parts.append(f"{answer['firm']} fermes, {answer['contestable']} discutables")
    if "kilobytes" in answer:
        weight = _figure(answer["kilobytes"], "kB", 0)
        parts.append(f"{weight}, {answer['requests']} requêtes")
    if "groups" in answer:
        parts.append(f"{_figure(answer['groups'], '', 0)} groupes")
    return ", ".join(parts)


def _decimals(value: float | None) -> int:
    """A mean distance needs some; a count none."""
    return 3 if value is not None and 0 < value < 1000 and value != int(value) else 0


def _beside(told: dict[str, Any]) -> str:
    time, memory = _percent(told["seconds"], 1), _percent(told["memory"], 0)
    optimum = "même optimum" if told["same"] else "OPTIMUM DIFFÉRENT"
    return f"{optimum}, {time} du temps et {memory} de la mémoire de spopt"


def _shared(told: dict[str, Any]) -> str:
    if told["share"] is None:
        return "aucun partage trouvé"
    rules = "toutes les règles tenues"
    if told["broken"]:
        rules = f"{told['broken']} limites non tenues"
    return (
        f"{_percent(told['share'], 3)} de la borne, {rules}, Gini {_figure(told['gini'], '', 3)}, "
        f"le moins servi {_figure(told['worst'], '€', 0)} par emploi"
    )


def _survived(told: dict[str, Any]) -> str:
    counts = {name: _figure(told[name], "", 0) for name in ("batches", "kills", "twice", "refused")}
    return (
        "{batches} lots reçus, {kills} écrivains tués, {twice} lots envoyés deux fois, "
        "{refused} refusés faute de crédits ; rien de perdu, de doublé, ni de dépassé"
    ).format(**counts)


def _figure(value: float | None, unit: str, decimals: int) -> str:
    if value is None:
        return "–"
    text = f"{value:,.{decimals}f}".replace(",", "\u202f").replace(".", ",")
    return f"{text}\u00a0{unit}" if unit else text


def _percent(value: float | None, decimals: int) -> str:
    return "–" if value is None else _figure(100 * value, "%", decimals)
