"""The basket of the demonstration: measures of a Region and an operator, versions being written.

No made-up version is published: the basket in force is what sources say.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from ancrage.catalogue.actions.added import add_measure, amend_measure, end_measure
from ancrage.catalogue.actions.versions import (
    abandon_version,
    remove_measure,
    start_version,
    write_measure,
)
from ancrage.catalogue.definitions import read_data
from ancrage.catalogue.models import AddedMeasure, BasketVersion
from ancrage.kernel.rights import Actor
from ancrage.people.models import Person
from ancrage.people.queries import actor_of


def seed(*, now: dt.datetime, perimeter: str) -> None:
    """Add what is not there yet; nothing for somebody who is not in this demonstration."""
    told = read_data("demonstration.yaml")
    with transaction.atomic():
        for line in told["added"]:
            by = _actor(line["by"], now)
            if by and not AddedMeasure.objects.filter(code=line["measure"]["code"]).exists():
                _added(line, by, now)
        for line in told["drafts"]:
            by = _actor(line["by"], now)
            if by and not BasketVersion.objects.filter(pk=line["code"]).exists():
                _draft(line, by, now)


def _actor(email: str, now: dt.datetime) -> Actor | None:
    found = Person.objects.filter(email=email).first()
    return actor_of(found, on=now.date()) if found else None


def _added(line: Mapping[str, Any], by: Actor, now: dt.datetime) -> None:
    held = add_measure(
        by=by,
        now=now,
        owner=line["owner"],
        since=line["since"],
        measure=line["measure"],
        is_demonstration=True,
    )
    for change in line.get("amended", []):
        held = amend_measure(
            by=by,
            now=now,
            wording=held,
            revision=held.revision,
            since=change["since"],
            measure=held.document | change["change"],
        )
    if "until" in line:
        end_measure(
            by=by,
            now=now,
            wording=held,
            revision=held.revision,
            until=line["until"],
            reason=line["why"],
        )


def _draft(line: Mapping[str, Any], by: Actor, now: dt.datetime) -> None:
    held = start_version(
        by=by,
        now=now,
        code=line["code"],
        origin=line["origin"],
        title=line["title"],
        valid_from=line["valid_from"],
        is_demonstration=True,
    )
    for measure in line.get("put", []):
        held = write_measure(by=by, now=now, version=held, revision=held.revision, measure=measure)
    for code in line.get("remove", []):
        held = remove_measure(by=by, now=now, version=held, revision=held.revision, code=code)
    if "abandon" in line:
        abandon_version(
            by=by, now=now, version=held, revision=held.revision, reason=line["abandon"]
        )
