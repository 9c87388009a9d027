"""The pack of the demonstration: that of the Alps' next meeting, made by the real commands."""

import datetime as dt

from ancrage.committees.actions.packs import ask_pack, keep_pack
from ancrage.committees.models import Meeting
from ancrage.committees.pack.content import MEMBERS
from ancrage.committees.pack.making import make
from ancrage.kernel.rights import Actor


def seed_pack(*, by: Actor, now: dt.datetime, region: str) -> None:
    """Make it once, for the meeting whose members are called."""
    called = Meeting.objects.filter(scope=region, state="called", is_demonstration=True)
    meeting = called.filter(packs=None).order_by("code").first()
    if meeting is None:
        return
    pack = ask_pack(by=by, now=now, meeting=meeting, edition=MEMBERS, is_queued=False)
    made = make(pack, now=now)
    keep_pack(by=by, now=now, pack=pack, content=made.content, files=made.files)
