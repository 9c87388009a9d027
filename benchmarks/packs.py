"""Committees' packs on 200 made-up territories of 50 sheets: one territory, a region, the nation.

What is measured is the whole of it: gathered, its four files written, kept. The first of a process
opens what the others find open (libraries, outlines of the country): it is told apart.
"""

import datetime as dt
import os
import resource
import time
from typing import Any

LIMITS = {"un territoire": 5.0, "une région": 20.0, "la France entière": 20.0}
"""Seconds that each may take."""


def measured() -> list[dict[str, Any]]:
    """Each pack: seconds, its limit, the weight of its files, the memory of the process.

    The database is that of `ANCRAGE_HOME`, with the reference figures loaded and nothing else.
    """
    os.environ["DJANGO_SETTINGS_MODULE"] = "ancrage.project.settings"
    import django  # noqa: PLC0415 - only there once the installation is told

    django.setup()
    from benchmarks.pages import made_up  # noqa: PLC0415

    made_up()
    reaches = dict(zip(LIMITS, _reaches(), strict=True))
    first, *_others = LIMITS
    told = [_pack(f"{first}, premier dossier du processus", reaches[first], LIMITS[first])]
    told += [_pack(what, reaches[what], limit) for what, limit in LIMITS.items()]
    return told


def _reaches() -> list[tuple[str, str]]:
    """(committee, scope) of a territory, of the region that has most, of the nation."""
    from django.db.models import Count  # noqa: PLC0415

    from ancrage.roadmaps.models import Roadmap  # noqa: PLC0415

    most = Roadmap.objects.values("regions").annotate(n=Count("pk")).order_by("-n").first()
    assert most is not None  # noqa: S101 some were made up
    scope = Roadmap.objects.filter(regions=most["regions"]).earliest("pk").scope
    return [("project", scope), ("regional", most["regions"].strip("|")), ("national", "")]


def _pack(what: str, reach: tuple[str, str], limit: float) -> dict[str, Any]:
    from ancrage.committees.actions.packs import ask_pack, keep_pack  # noqa: PLC0415
    from ancrage.committees.actions.preparing import Convened, prepare_meeting  # noqa: PLC0415
    from ancrage.committees.pack.content import MEMBERS  # noqa: PLC0415
    from ancrage.committees.pack.making import make  # noqa: PLC0415
    from ancrage.kernel.rights import host  # noqa: PLC0415

    by, now = host(), dt.datetime.now(tz=dt.UTC)
    body, scope = reach
    told = Convened(starts_at=now + dt.timedelta(days=20), place="Banc d’essai")
    meeting = prepare_meeting(by=by, now=now, body=body, scope=scope, told=told)
    pack = ask_pack(by=by, now=now, meeting=meeting, edition=MEMBERS, is_queued=False)
    started = time.perf_counter()
    made = make(pack, now=now)
    keep_pack(by=by, now=now, pack=pack, content=made.content, files=made.files)
    return {
        "what": what,
        "seconds": time.perf_counter() - started,
        "limit": limit,
        "kilobytes": sum(map(len, made.files.values())) / 1000,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
