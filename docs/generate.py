"""Write what the code itself tells: the command line, as its own help says it; the ledger's chart
of accounts and checks, as its data do."""

from collections.abc import Iterator
from contextlib import redirect_stdout, suppress
from io import StringIO
from pathlib import Path

import typer

from ancrage.funding.definitions import chart, check_words
from ancrage.project.cli import app as command_line

PAGE = Path(__file__).parent / "reference" / "cli.md"
LEDGER = Path(__file__).parent / "reference" / "ledger.md"
WIDTH = 80
HEAD = """# The command line

Written by `make docs` from the commands' own help.
"""


def command_names(app: typer.Typer) -> Iterator[tuple[str, ...]]:
    """Every command, groups before what they hold."""
    command = typer.main.get_command(app)
    yield ()
    yield from _below(command, ())


def _below(command: object, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for name, inner in sorted(getattr(command, "commands", {}).items()):
        yield (*path, name)
        yield from _below(inner, (*path, name))


def page() -> str:
    """The whole page."""
    parts = [HEAD]
    whole = typer.main.get_command(command_line)  # once: typer would build it for every command
    for name in command_names(command_line):
        with redirect_stdout(StringIO()) as shown, suppress(SystemExit):
            whole.main([*name, "--help"], prog_name="ancrage", terminal_width=WIDTH)
        text = "\n".join(line.rstrip() for line in shown.getvalue().strip().splitlines())
        parts.append(f"## ancrage {' '.join(name)}".rstrip() + f"\n\n```\n{text}\n```\n")
    return "\n".join(parts)


def ledger_page(text: str) -> str:
    """The page of the ledger, its tables and its diagram written again."""
    for name, lines in (("accounts", _accounts()), ("stages", _stages()), ("checks", _checks())):
        start, end = (f"<!-- {name}: {edge} -->" for edge in ("start", "end"))
        head, _, rest = text.partition(start)
        _, _, tail = rest.partition(end)
        text = f"{head}{start}\n\n" + "\n".join(lines) + f"\n\n{end}{tail}"
    return text


def _accounts() -> Iterator[str]:
    yield "| account | label | held by |"
    yield "|---|---|---|"
    for code, account in chart().accounts.items():
        yield f"| `{code}` | {account.label} | {account.held_by or 'the world outside'} |"


def _stages() -> Iterator[str]:
    yield "| stage | takes from | fills | counts in |"
    yield "|---|---|---|---|"
    for stage in chart().stages.values():
        sources = ", then ".join(f"`{code}`" for code in stage.sources)
        counted = f"{'less ' if stage.sign < 0 else ''}`{stage.of}`"
        yield f"| `{stage.code}` ({stage.label}) | {sources} | `{stage.target}` | {counted} |"
    yield ""
    yield "```mermaid"
    yield "flowchart LR"
    for stage in chart().stages.values():
        for source in stage.sources:
            yield f"    {source} -->|{stage.label}| {stage.target}"
    yield "```"


def _checks() -> Iterator[str]:
    yield "| check | what it proves |"
    yield "|---|---|"
    for check in check_words().values():
        yield f"| {check.label} | {check.proves} |"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    LEDGER.write_text(ledger_page(LEDGER.read_text(encoding="utf-8")), encoding="utf-8")
