"""The rules of the house that no linter holds: read off the syntax tree."""

import ast
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

SOURCE = Path(__file__).parents[2] / "src" / "ancrage"
MODULES = sorted(p for p in SOURCE.rglob("*.py") if "migrations" not in p.parts)
ACTIONS = [p for p in MODULES if "actions" in p.name or "actions" in p.relative_to(SOURCE).parts]
WRITES = {"save", "create", "bulk_create", "bulk_update", "update_or_create", "get_or_create"}
QUERYSET_WRITES = {"update", "delete"}
CLOCK = {"now", "today", "utcnow", "localdate"}
INTERFACES = {"views", "api", "commands", "tasks.py", "middleware.py"}
INTERFACE_FILES = ("api.py", "commands.py")
"""Also with what they are about before it: `scenario_api.py`."""


class Call(NamedTuple):
    """`owner.name(…)`."""

    owner: str
    name: str


class Read(NamedTuple):
    """What the rules look at in a module: its calls that may write or read the clock."""

    calls: tuple[Call, ...]
    lengths: dict[str, int]


@cache
def read(path: Path) -> Read:
    """Read once for all the rules; the tree, which is large, is not kept."""
    nodes = list(ast.walk(ast.parse(path.read_text())))
    found = (n.func for n in nodes if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute))
    functions = (n for n in nodes if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef))
    return Read(
        tuple(call_of(f) for f in found if f.attr in WRITES | QUERYSET_WRITES | CLOCK),
        {f"{f.name}:{f.lineno}": (f.end_lineno or 0) - f.lineno + 1 for f in functions},
    )


def call_of(function: ast.Attribute) -> Call:
    return Call(ast.unparse(function.value), function.attr)


def touches_the_database(call: Call) -> bool:
    """`x.objects.…` or a save: `dict.update`, a workbook's or a text's `save` are not writes."""
    if call.name in WRITES:
        return call.owner not in {"book", "docx", "pptx"}
    return call.name in QUERYSET_WRITES and "objects" in call.owner


def is_interface(path: Path) -> bool:
    names = {path.name, path.name.removesuffix(".py"), *path.relative_to(SOURCE).parts}
    if path.name.endswith(INTERFACE_FILES):
        return True
    return bool(names & INTERFACES) or "project" in path.relative_to(SOURCE).parts


def relative(path: Path) -> str:
    return str(path.relative_to(SOURCE))


def faults(find: Callable[[Path], Sequence[object]], modules: Sequence[Path]) -> dict[str, object]:
    """What a rule finds, by the module where it is."""
    return {relative(path): found for path in modules if (found := find(path))}


def test_only_actions_write() -> None:
    def written(path: Path) -> list[Call]:
        return [call for call in read(path).calls if touches_the_database(call)]

    assert faults(written, [path for path in MODULES if path not in ACTIONS]) == {}


def test_only_interfaces_read_the_clock() -> None:
    def asked(path: Path) -> list[Call]:
        clocks = {"timezone", "datetime", "date", "dt"}
        return [c for c in read(path).calls if c.name in CLOCK and c.owner in clocks]

    assert faults(asked, [path for path in MODULES if not is_interface(path)]) == {}


def test_only_project_reads_the_environment() -> None:
    def names(path: Path) -> list[str]:
        return [name for name in ("os.environ", "os.getenv") if name in path.read_text()]

    others = [path for path in MODULES if "project" not in path.relative_to(SOURCE).parts]
    assert faults(names, others) == {}


def test_files_and_functions_stay_small() -> None:
    def long(path: Path) -> list[str]:
        lines = len(path.read_text().splitlines())
        functions = [f"{name}: {n} lines" for name, n in read(path).lengths.items() if n > 50]
        return [*functions, *([f"{lines} lines"] if lines > 400 else [])]

    assert faults(long, MODULES) == {}


def test_the_write_rule_would_catch_a_write() -> None:
    tree = ast.parse("Region.objects.filter(code='84').update(name='x')\n{}.update(a=1)")
    found = [
        touches_the_database(call_of(node.func))
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    ]
    assert found.count(True) == 1


MARKS = {"command", "unjournalled"}
LIBRARIES = {"geography/actions/bulk.py", "geography/actions/rows.py", "journal/actions/"}
"""What the commands write with: not ways in of their own."""


def marked(function: ast.FunctionDef) -> bool:
    names = (
        d.func.id
        for d in function.decorator_list
        if isinstance(d, ast.Call) and isinstance(d.func, ast.Name)
    )
    return bool(MARKS & set(names))


def writes(function: ast.FunctionDef, written: set[str]) -> bool:
    """Whether it writes itself, or calls a function of its module that does."""
    called = (n.func for n in ast.walk(function) if isinstance(n, ast.Call))
    return any(
        touches_the_database(call_of(c))
        if isinstance(c, ast.Attribute)
        else isinstance(c, ast.Name) and c.id in written
        for c in called
    )


def open_ways(path: Path) -> list[str]:
    functions = [n for n in ast.parse(path.read_text()).body if isinstance(n, ast.FunctionDef)]
    written = {f.name for f in functions if writes(f, set())}
    return [
        f.name
        for f in functions
        if not f.name.startswith("_") and writes(f, written) and not marked(f)
    ]


def test_every_way_to_write_is_a_command_or_says_why_not() -> None:
    ours = [path for path in ACTIONS if not relative(path).startswith(tuple(LIBRARIES))]
    assert faults(open_ways, ours) == {}
