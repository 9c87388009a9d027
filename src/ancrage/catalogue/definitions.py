"""The catalogue's data files, read once: facts, needs, operators, sources, the versions."""

import csv
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from ancrage.catalogue.rules.basket import Basket
from ancrage.catalogue.rules.facts import Fact, read_facts
from ancrage.catalogue.rules.guards import GUARDS, VersionFacts
from ancrage.catalogue.rules.reading import Shared, read_basket, read_named
from ancrage.catalogue.rules.search import Lexicon, read_lexicon
from ancrage.geography.pack import EMBEDDED
from ancrage.geography.rules.layout import REGIONS
from ancrage.kernel.workflow import Workflow, read_workflows

DATA = files("ancrage.catalogue") / "data"


@lru_cache(maxsize=1)
def vocabulary() -> dict[str, Fact]:
    """The facts that rules may speak of, by code; a region has the name that the reference gives,
    an overseas collectivity too."""
    told = read_data("facts.yaml")
    with (EMBEDDED / REGIONS.file).open(encoding="utf-8", newline="") as rows:
        told["region"]["choices"] = {row["code"]: row["name"] for row in csv.DictReader(rows)}
    return read_facts(told)


@lru_cache(maxsize=1)
def shared() -> Shared:
    """What the documents of versions may speak of without telling it."""
    return Shared(
        facts=vocabulary(),
        **{name: read_named(told, kind=name) for name, told in shared_tables().items()},
    )


@lru_cache(maxsize=1)
def shared_tables() -> dict[str, Mapping[str, Any]]:
    """The needs, operators and sources that all versions share, as their files tell them."""
    return {name: read_data(f"{name}.yaml") for name in ("needs", "operators", "sources")}


@lru_cache(maxsize=1)
def shipped_documents() -> dict[str, Mapping[str, Any]]:
    """Every version that ships, as its file tells it, by code."""
    entries = sorted((DATA / "baskets").iterdir(), key=lambda entry: entry.name)
    told = (yaml.safe_load(e.read_text("utf-8")) for e in entries if e.name.endswith(".yaml"))
    return {document["code"]: document for document in told}


@lru_cache(maxsize=1)
def shipped_baskets() -> tuple[Basket, ...]:
    """Every version that ships."""
    return tuple(read_basket(d, shared=shared()) for d in shipped_documents().values())


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """How people say things when they look for a measure."""
    return read_lexicon(read_data("words.yaml"))


@lru_cache(maxsize=1)
def workflow() -> Workflow[VersionFacts]:
    """What may be done to a version, by whom, in which state."""
    return read_workflows(read_data("workflow.yaml"), guards=GUARDS)["version"]


@lru_cache(maxsize=2)
def aid_fields(*, professional: bool) -> tuple[Mapping[str, Any], ...]:
    """The fields of the public schema « dispositif d'aide », or of its extension for companies."""
    told = read_data("aid_schema.yaml")
    return (*told["fields"], *(told["professional_fields"] if professional else ()))


def read_data(name: str) -> Any:  # noqa: ANN401 whatever the file holds
    """What a data file of the catalogue holds."""
    return yaml.safe_load((DATA / name).read_text(encoding="utf-8"))
