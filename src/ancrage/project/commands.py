"""`ancrage demo`, `ancrage serve`, `ancrage setup`: from a fresh clone to a site."""

from collections.abc import Callable
from typing import Annotated, NoReturn

import typer

HOST = "127.0.0.1"
PORT = 8000
WORKERS, THREADS = 2, 4


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.command("demo")(demo)
    app.command("setup")(setup)
    app.command("serve")(serve)


PortOption = Annotated[int, typer.Option(min=1, max=65535, help="Port d’écoute.")]


def demo(
    port: PortOption = PORT,
    no_serve: Annotated[
        bool, typer.Option("--no-serve", help="Prépare tout, sans servir le site.")
    ] = False,
) -> None:
    """Charge les chiffres publics, identifie 124 territoires et sert le site sur cette machine."""
    import os
    import time

    started = time.monotonic()
    os.environ.setdefault("ANCRAGE_DEMO", "1")
    if not no_serve:
        _check_port(HOST, port)
    _give_address(HOST, port)
    _start_django()
    from rich.console import Console

    from ancrage.project import told
    from ancrage.project.demo import prepare, steps

    console = Console(stderr=True)
    with steps(console) as step:
        made = prepare(step)

    def tell() -> None:
        found = told.lines(
            main=made.main,
            others=made.others,
            address=f"http://{HOST}:{port}",
            seconds=time.monotonic() - started,
        )
        typer.echo("\n".join(found))
        if not no_serve:
            typer.echo("Ctrl-C pour arrêter.")

    if no_serve:
        tell()
    else:
        _serve(HOST, port, WORKERS, tell)


def setup() -> None:
    """Prépare une installation : base de données, fichiers statiques, chiffres de référence."""
    _start_django()
    from django.utils import timezone

    from ancrage.geography.actions import load_pack
    from ancrage.geography.queries import loaded_pack
    from ancrage.journal.acting import acting
    from ancrage.project.installation import collect_static, migrate

    migrated, collected = migrate(), collect_static()
    # Another pack than the embedded one may have been loaded: it stays.
    loaded = loaded_pack() is None and load_pack(by=acting(), now=timezone.now()).changed
    for is_done, what in (
        (migrated, "Base de données"),
        (collected, "Fichiers statiques"),
        (loaded, "Chiffres de référence"),
    ):
        typer.echo(f"{what} : {'prêt' if is_done else 'déjà prêt'}.")


def serve(
    host: Annotated[str, typer.Option(help="Adresse d’écoute.")] = HOST,
    port: PortOption = PORT,
    workers: Annotated[int, typer.Option(min=1, help="Processus web.")] = WORKERS,
) -> None:
    """Sert une installation déjà préparée, avec le travailleur qui fait les calculs demandés."""
    _check_port(host, port)
    _give_address(host, port)
    _start_django()
    from ancrage.project.installation import is_migrated

    if not is_migrated():
        _fail("La base de données n’est pas prête : lancez d’abord « ancrage setup ».")
    _serve(host, port, workers, lambda: typer.echo(f"Le site répond sur http://{host}:{port}"))


def _serve(host: str, port: int, workers: int, ready: Callable[[], None]) -> None:
    from ancrage.project.server import serve as run

    code = run(host=host, port=port, workers=workers, threads=THREADS, ready=ready)
    typer.echo("Arrêté." if code == 0 else "Un processus s’est arrêté : tout est arrêté.", err=True)
    raise typer.Exit(code)


def _check_port(host: str, port: int) -> None:
    from ancrage.project.server import port_is_free

    if not port_is_free(host=host, port=port):
        _fail(f"Le port {port} est déjà utilisé : libérez-le, ou choisissez-en un autre (--port).")


def _give_address(host: str, port: int) -> None:
    """The address that messages give, unless the environment tells the public one."""
    import os

    own = {"0.0.0.0": HOST, "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    os.environ.setdefault("SITE_URL", f"http://{own}:{port}")


def _start_django() -> None:
    import django
    from django.core.exceptions import ImproperlyConfigured

    try:
        django.setup()
    except ImproperlyConfigured as fault:
        _fail(str(fault))


def _fail(sentence: str) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(1)
