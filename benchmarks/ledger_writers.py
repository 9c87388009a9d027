"""Many writers on one ledger, killed at random while they write: is anything lost or doubled?

Each writer is a process. Its n-th batch is drawn from its rank and n alone, so that what it was
doing when it was killed is done again under the same key; what it was told is done it writes down
in a file of its own. At the end the ledger must hold exactly what the writers wrote down.
"""

import datetime as dt
import multiprocessing
import os
import random
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FINANCER, DAY = "bpifrance", dt.date(2024, 3, 1)
ENVELOPES, COMMITMENTS, DOSSIERS = 4, 12, 60
HELD = 40_000_00
"""Cents of each envelope: small enough that grants are refused before the end."""
AGAIN = 0.1
"""How often an answer is taken for lost, and the same batch sent again."""
MOVER = 8
"""One writer of so many moves credits between envelopes instead."""
DONE, REFUSED, TWICE = "done", "refused", "twice"


@dataclass
class Outcome:
    """What happened: seconds, batches done, refused, sent twice, writers killed; faults found."""

    seconds: float = 0.0
    kills: int = 0
    told: Counter[str] = field(default_factory=Counter)
    entries: int = 0
    faults: list[str] = field(default_factory=list)


def prepare(held: int = HELD) -> None:
    """Envelopes of opened credits under one, of `held` cents each and as much left above,
    commitments on them, dossiers."""
    from django.db import transaction  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from ancrage.funding.actions.envelopes import Told, open_envelope  # noqa: PLC0415
    from ancrage.funding.actions.opening import open_commitments, open_dossiers  # noqa: PLC0415
    from ancrage.funding.models import Commitment, Dossier, Envelope  # noqa: PLC0415
    from ancrage.kernel.rights import host  # noqa: PLC0415

    now, why = timezone.now(), Told(DAY, "Essai")
    top = Envelope(code="banc", name="Banc", nature="opened", source="Essai")
    open_envelope(by=host(), now=now, envelope=top, cents=held * ENVELOPES * 2, told=why)
    parts = [
        Envelope(code=f"banc-{rank}", name="Part", nature="opened", source="Essai", parent=top)
        for rank in range(ENVELOPES)
    ]
    for part in parts:
        open_envelope(by=host(), now=now, envelope=part, cents=held, told=why)
    commitments = [
        Commitment(financer=FINANCER, number=f"EJ-{rank}", envelope=parts[rank % ENVELOPES])
        for rank in range(COMMITMENTS)
    ]
    dossiers = [
        Dossier(financer=FINANCER, financer_name="Essai", number=str(rank), year=2024)
        for rank in range(DOSSIERS)
    ]
    with transaction.atomic():
        open_commitments(commitments=commitments, now=now)
        open_dossiers(dossiers=dossiers, year=2024, now=now)


def hammer(folder: Path, *, writers: int, seconds: float, pause: float) -> Outcome:
    """Let so many writers write for so long, one of them killed about every `pause` seconds."""
    from django.db import connections  # noqa: PLC0415

    connections.close_all()
    outcome, draw = Outcome(), random.Random(7)  # noqa: S311 - no secret
    started = time.monotonic()
    deadline = started + seconds
    held = [_start(folder, rank, deadline) for rank in range(writers)]
    while time.monotonic() < deadline:
        time.sleep(draw.uniform(0.5, 1.5) * pause)
        rank = draw.randrange(writers)
        if held[rank].is_alive() and held[rank].pid is not None:
            os.kill(held[rank].pid, signal.SIGKILL)
            outcome.kills += 1
        held[rank].join()
        held[rank] = _start(folder, rank, deadline)
    for process in held:
        process.join()
    outcome.seconds = time.monotonic() - started
    outcome.faults += [
        f"writer {rank} ended with {process.exitcode}"
        for rank, process in enumerate(held)
        if process.exitcode
    ]
    _judge(folder, outcome, writers)
    return outcome


def _start(folder: Path, rank: int, deadline: float) -> Any:  # noqa: ANN401 a process
    process = multiprocessing.get_context("fork").Process(
        target=_write, args=(folder, rank, deadline), daemon=True
    )
    process.start()
    return process


def _write(folder: Path, rank: int, deadline: float) -> None:
    """Do batch after batch until the deadline, the one that a killed writer left first."""
    from ancrage.funding.models import Commitment, Dossier, Envelope  # noqa: PLC0415

    known = {
        "envelopes": list(Envelope.objects.order_by("pk")),
        "commitments": list(Commitment.objects.select_related("envelope").order_by("pk")),
        "dossiers": list(Dossier.objects.order_by("pk")),
    }
    path = folder / f"{rank}.txt"
    told = os.open(path, os.O_APPEND | os.O_CREAT | os.O_WRONLY)
    number = len(path.read_text().splitlines())
    while True:
        draw = random.Random(f"{rank}-{number}")  # noqa: S311 - no secret
        result = _do(rank, number, draw, known)
        os.write(told, f"{result}\n".encode())
        number += 1
        if time.monotonic() > deadline:
            return


def _do(rank: int, number: int, draw: random.Random, known: dict[str, list[Any]]) -> str:
    """Send a batch, or a move; send it again when its answer is taken for lost."""
    from ancrage.funding.actions.posting import LedgerRefusedError  # noqa: PLC0415
    from ancrage.kernel.problems import InputRefused  # noqa: PLC0415

    act = _move if rank % MOVER == 0 else _post
    try:
        act(rank, number, known)
        if draw.random() > AGAIN:
            return DONE
        act(rank, number, known)
    except (InputRefused, LedgerRefusedError):
        return REFUSED
    return TWICE


def amounts(rank: int, number: int) -> Iterator[tuple[str, int, int, int]]:
    """What a batch posts: stage, cents, places of the dossier and of the commitment."""
    draw = random.Random(f"batch-{rank}-{number}")  # noqa: S311 - no secret
    dossier, commitment = draw.randrange(DOSSIERS), draw.randrange(COMMITMENTS)
    granted = draw.randrange(1_00, 2_000_00)
    yield "requested", granted * 2, dossier, commitment
    yield "granted", granted, dossier, commitment
    paid = draw.randrange(1, granted)
    yield "ordered", paid, dossier, commitment
    yield "paid", paid, dossier, commitment
    if draw.random() < 0.3:
        yield "recovered", draw.randrange(1, paid + 1), dossier, commitment
    if draw.random() < 0.5:
        yield "decommitted", granted - paid, dossier, commitment


def _post(rank: int, number: int, known: dict[str, list[Any]]) -> None:
    from django.utils import timezone  # noqa: PLC0415

    from ancrage.funding.actions.entries import post_entries  # noqa: PLC0415
    from ancrage.funding.actions.posting import Posting  # noqa: PLC0415
    from ancrage.kernel.rights import host  # noqa: PLC0415

    postings = [
        Posting(
            stage,
            cents,
            DAY,
            dossier=known["dossiers"][dossier],
            commitment=known["commitments"][commitment] if stage != "requested" else None,
        )
        for stage, cents, dossier, commitment in amounts(rank, number)
    ]
    post_entries(
        by=host(),
        now=timezone.now(),
        financer=FINANCER,
        postings=postings,
        origin="api",
        key=f"{rank}-{number}",
    )


def _move(rank: int, number: int, known: dict[str, list[Any]]) -> None:
    """Delegate, take back or transfer between the envelopes."""
    from django.utils import timezone  # noqa: PLC0415

    from ancrage.funding.actions.envelopes import Told, move_envelope  # noqa: PLC0415
    from ancrage.kernel.rights import host  # noqa: PLC0415

    draw = random.Random(f"move-{rank}-{number}")  # noqa: S311 - no secret
    origin, target = draw.sample(known["envelopes"], 2)
    move_envelope(
        by=host(),
        now=timezone.now(),
        origin=origin,
        target=target,
        cents=draw.randrange(1, 5_000_00),
        told=Told(DAY, "Essai", key=f"{rank}-{number}"),
    )


def _judge(folder: Path, outcome: Outcome, writers: int) -> None:
    """Compare the ledger with what the writers were told; recompute every invariant."""
    from ancrage.funding.models import Batch, EnvelopeMove  # noqa: PLC0415
    from ancrage.funding.queries.checks import run_checks  # noqa: PLC0415
    from ancrage.funding.queries.entries import everything  # noqa: PLC0415

    keys: dict[bool, set[str]] = {True: set(), False: set()}
    expected: Counter[str] = Counter()
    for rank in range(writers):
        for number, result in enumerate((folder / f"{rank}.txt").read_text().splitlines()):
            outcome.told[result] += 1
            if result == REFUSED:
                continue
            is_move = rank % MOVER == 0
            keys[is_move].add(f"{rank}-{number}")
            for stage, cents, *_places in [] if is_move else amounts(rank, number):
                expected[stage] += cents
    found = {
        False: list(Batch.objects.values_list("key", flat=True)),
        True: list(EnvelopeMove.objects.exclude(key="").values_list("key", flat=True)),
    }
    for is_move, held in found.items():
        name = "moves" if is_move else "batches"
        if len(held) != len(set(held)):
            outcome.faults.append(f"{name} doubled")
        if set(held) != keys[is_move]:
            outcome.faults.append(f"{name}: {len(set(held) ^ keys[is_move])} lost or not told")
    summed: Counter[str] = Counter()
    for stage, cents in everything().order_by().values_list("stage", "cents"):
        summed[stage] += cents
        outcome.entries += 1
    if summed != expected:
        outcome.faults.append(f"cents: {dict(summed)} instead of {dict(expected)}")
    outcome.faults += [
        f"{finding.code}: {finding.faults} ({finding.examples})"
        for finding in run_checks(lambda _code, _share: None)
        if finding.faults
    ]


def measured(*, writers: int, seconds: float, pause: float) -> dict[str, Any]:
    """What the writers did in the installation of `ANCRAGE_HOME`. RuntimeError for any fault."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "ancrage.project.settings"
    import django  # noqa: PLC0415 - only there once the installation is told

    django.setup()
    prepare()
    with tempfile.TemporaryDirectory() as name:
        outcome = hammer(Path(name), writers=writers, seconds=seconds, pause=pause)
    if outcome.faults:
        raise RuntimeError(" ; ".join(outcome.faults))
    return {
        "seconds": outcome.seconds,
        "rate": outcome.entries / outcome.seconds,
        "entries": outcome.entries,
        "kills": outcome.kills,
        "batches": outcome.told[DONE] + outcome.told[TWICE],
        "twice": outcome.told[TWICE],
        "refused": outcome.told[REFUSED],
    }
