"""Amendments and histories as the API and the command line write them."""

from collections.abc import Iterable
from typing import Any

from ancrage.adaptation.figures import Effects, effects_of
from ancrage.adaptation.models import Amendment, DecisionRecord
from ancrage.adaptation.queries.amendments import open_to
from ancrage.adaptation.queries.history import Passage
from ancrage.adaptation.schemas import (
    AmendmentDetailOut,
    AmendmentOut,
    AsideOut,
    CheckOut,
    DecisionOut,
    EffectsOut,
    NamedFigureOut,
    RegionEffectOut,
    StepOut,
    VersionOut,
)
from ancrage.adaptation.sheet import Sheet
from ancrage.adaptation.timeline import Line, lines_of, timeline
from ancrage.adaptation.workflow import state_of
from ancrage.geography.schemas import NamedCode, figure_out
from ancrage.kernel.rights import Actor
from ancrage.selection.engine.model import Country
from ancrage.selection.queries.summary import region_names


def amendment_out(held: Amendment) -> AmendmentOut:
    """An amendment in a list."""
    return AmendmentOut(**_told(held))


def detail_out(actor: Actor, held: Amendment) -> AmendmentDetailOut:
    """An amendment whole, as an actor may see it."""
    sheet = Sheet(held)
    effects = effects_of(sheet) if held.moves else None
    documents = [aside["move"] for aside in held.set_aside]
    return AmendmentDetailOut(
        **_told(held),
        said=sheet.said,
        set_aside=[
            AsideOut(position=a.position, said=a.said, why=a.why, move=documents[a.position])
            for a in sheet.asides
        ],
        conflicts=[f"{said} : {why}" for said, why in sheet.conflicts],
        may=[way.verb.code for way in open_to(actor, held)],
        steps=[_step(line) for line in timeline(actor, held)],
        effects=_effects(effects) if effects else None,
    )


def version_out(passage: Passage, country: Country) -> VersionOut:
    """A version of a list."""
    version, amendment = passage.version, passage.amendment
    region = amendment.region if amendment else None
    return VersionOut(
        code=version.code,
        name=version.marked_name,
        valid_from=version.valid_from,
        valid_to=version.valid_to,
        quality=version.quality,
        territories=version.territory_count,
        origin=version.origin,
        amendment=amendment.code if amendment else None,
        region=NamedCode(code=region.code, name=region.name) if region else None,
        reason=amendment.reason if amendment else "",
        said=passage.said(country),
        changed=sorted(passage.change.codes) if passage.before else [],
        steps=[_step(line) for line in lines_of(passage.steps)],
    )


def _told(held: Amendment) -> dict[str, Any]:
    kept = ("code", "title", "reason", "state", "moves", "revision")
    dates = ("created_at", "updated_at", "submitted_at")
    return {
        **{name: getattr(held, name) for name in (*kept, *dates)},
        "programme": held.programme_id,
        "list_version": held.base_id,
        "region": NamedCode(code=held.region_id, name=held.region.name),
        "regions": sorted(region.code for region in held.regions.all()),
        "state_label": state_of(held.state).label,
        "result": held.result_id,
        "follows": held.follows_id,
    }


def _step(line: Line) -> StepOut:
    step = line.step
    return StepOut(
        verb=step.verb,
        done=line.done,
        at=step.at,
        role=step.role,
        organisation=step.organisation,
        state=step.state,
        words=step.words,
        decision=_decision(line.decision) if line.decision else None,
    )


def _decision(record: DecisionRecord) -> DecisionOut:
    return DecisionOut(
        body=record.body,
        decided_on=record.decided_on,
        favourable=record.is_favourable,
        present_count=record.present_count,
        words=record.words,
        file_sha256=record.file.sha256 if record.file else None,
    )


def _effects(found: Effects) -> EffectsOut:
    names = region_names()
    return EffectsOut(
        identification=found.run.code,
        value_change=found.effect.value_change,
        share_change=found.effect.share_change,
        figures=[NamedFigureOut(label=f.label, figure=figure_out(f)) for f in found.figures],
        checks=list(_checks(found)),
        regions=[
            RegionEffectOut(
                region=NamedCode(code=r.region, name=names.get(r.region, r.region)),
                territories_before=r.territories_before,
                territories_after=r.territories_after,
                jobs_change=r.jobs_change,
                value_change=r.value_change,
                pays=r.pays,
            )
            for r in found.effect.regions
        ],
    )


def _checks(found: Effects) -> Iterable[CheckOut]:
    for where, checks in found.checks.items():
        for check in checks:
            yield CheckOut(where=where, says=check.says, holds=check.holds, is_new=check.is_new)
