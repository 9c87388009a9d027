"""The reference says what is: its columns, its keys, and its example, which is run."""

import json
import re
from pathlib import Path

from ancrage.allocation.engine.reading import OPTIONAL, REQUIRED
from ancrage.allocation.engine.rules_shapes import LISTS, MAPS, RESERVED, TABLES, TOP
from ancrage.project.cli import run

TEXT = (Path(__file__).parents[2] / "docs" / "allocation.md").read_text(encoding="utf-8")


def example(name):
    return re.search(rf"<!-- example: {re.escape(name)} -->\n```\n(.*?)```", TEXT, re.DOTALL)[1]


def section(title):
    return TEXT.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def rows(title):
    """The first cell of each row of the section's table, with the whole row."""
    lines = [line for line in section(title).splitlines() if line.startswith("| ")]
    return {line.split("|")[1].strip(): line for line in lines[1:]}


def test_every_column_is_told():
    told = " ".join(rows("projects.csv"))
    assert set(re.findall(r"`(\w+)`", told)) == {*REQUIRED, *OPTIONAL}


def test_every_key_of_the_rules_is_told():
    shapes = {"(top)": TOP} | {f"`[{name}]`": keys for name, keys in TABLES.items()}
    shapes |= {f"`[[{name}]]`": keys for name, keys in LISTS.items()}
    told = rows("rules.toml")
    for name, keys in shapes.items():
        assert [key for key in keys if f"`{key}`" not in told[name]] == []
    assert set(told) == {*shapes, *(f"`[{name}]`" for name in MAPS)}
    assert [code for code in RESERVED if f"`{code}`" not in section("rules.toml")] == []


def test_the_example_gives_what_it_says(tmp_path, capsys):
    for name in ("projects.csv", "rules.toml"):
        (tmp_path / name).write_text(example(name), encoding="utf-8")
    named = [
        f"--{name.partition('.')[0]}={tmp_path / name}" for name in ("projects.csv", "rules.toml")
    ]
    assert run(["allocate", *named, f"--out={tmp_path / 'plan.json'}"]) == 0
    document = json.loads((tmp_path / "plan.json").read_text("utf-8"))
    granted = {one["project"]: one["granted_cents"] for one in document["grants"]}
    assert granted == json.loads(example("plan.json"))
    keys = re.findall(r"`(\w+)`", " ".join(rows("plan.json")))
    assert list(document) == keys
    assert "8,33 tonnes de CO₂ évitées par million d’euros" in capsys.readouterr().out.replace(
        "\u202f", " "
    )
