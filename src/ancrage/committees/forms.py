"""The forms: a meeting, who is there, a decision, a vote. The rules say what is wrong."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.timezone import get_current_timezone, localtime
from django.utils.translation import gettext_lazy as _

from ancrage.committees.actions.preparing import Convened
from ancrage.committees.actions.sitting import Asked, Ruling
from ancrage.committees.actions.voting import SAID
from ancrage.committees.models import Meeting
from ancrage.committees.queries.composition import Chair
from ancrage.committees.rules.composition import Seat
from ancrage.committees.rules.sitting import EXCUSED, PRESENT, Attendance
from ancrage.people.fields import DAY_FORMATS

CONDITIONS = 3
"""How many conditions the form of a decision has room for."""
NOTHING = ("", _("à choisir"))
LAST_HOUR = dt.time(23, 59)
OTHER = "-"
"""Somebody without an account here, whose name is written."""


def day_field(label: Any, help_text: Any = "", *, required: bool = True) -> forms.DateField:  # noqa: ANN401 translated when shown
    """A day, chosen or typed."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(
        label=label,
        help_text=help_text,
        required=required,
        input_formats=DAY_FORMATS,
        widget=widget,
    )


def _time_field(label: Any, *, required: bool = False) -> forms.TimeField:  # noqa: ANN401
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, required=required, widget=widget)


class ConvenedForm(forms.Form):
    """When and where."""

    title = forms.CharField(
        label=_("Intitulé"),
        max_length=200,
        required=False,
        help_text=_("Comme « séance de printemps »."),
    )
    is_written = forms.BooleanField(
        label=_("Consultation écrite"),
        required=False,
        help_text=_("Les membres répondent en ligne, sans se réunir, jusqu’à un dernier jour."),
    )
    day = day_field(
        _("Jour"), _("D’une consultation écrite : le jour où elle commence."), required=False
    )
    time = _time_field(_("Heure"))
    until = _time_field(_("Fin prévue"))
    last_day = day_field(_("Dernier jour pour répondre, d’une consultation écrite"), required=False)
    place = forms.CharField(label=_("Lieu"), max_length=250, required=False)
    link = forms.URLField(
        label=_("Lien de la visioconférence"), max_length=500, required=False, assume_scheme="https"
    )

    @staticmethod
    def initial_of(meeting: Meeting) -> dict[str, Any]:
        """What the form shows of a meeting."""
        starts = localtime(meeting.starts_at) if meeting.starts_at else None
        ends = localtime(meeting.ends_at) if meeting.ends_at else None
        return {
            "title": meeting.title,
            "is_written": meeting.is_written,
            "day": starts.date() if starts else None,
            "time": starts.time() if starts else None,
            "until": ends.time() if ends and not meeting.is_written else None,
            "last_day": ends.date() if ends and meeting.is_written else None,
            "place": meeting.place,
            "link": meeting.link,
        }

    def clean(self) -> dict[str, Any]:
        """An hour needs its day, and a meeting its hour."""
        held: dict[str, Any] = super().clean() or {}
        if not held.get("day") and (held.get("time") or held.get("until")):
            self.add_error("day", _("Donnez le jour."))
        if held.get("day") and not held.get("time") and not held.get("is_written"):
            self.add_error("time", _("Donnez l’heure."))
        return held

    def told(self) -> Convened:
        """What was filled in, once the form is valid."""
        held = self.cleaned_data
        day, start = held["day"], held["time"] or dt.time()
        last, until = held["last_day"], held["until"]
        ends = _moment(last, LAST_HOUR) if held["is_written"] else _moment(day, until)
        return Convened(
            title=held["title"],
            is_written=held["is_written"],
            starts_at=_moment(day, start),
            ends_at=ends,
            place=held["place"],
            link=held["link"],
        )


def _moment(day: dt.date | None, time: dt.time | None) -> dt.datetime | None:
    if day is None or time is None:
        return None
    return dt.datetime.combine(day, time, tzinfo=get_current_timezone())


class PrepareForm(ConvenedForm):
    """A meeting to prepare: of which committee, on what."""

    committee = forms.ChoiceField(label=_("Comité"))
    field_order = ["committee"]

    def __init__(self, *args: Any, committees: Sequence[tuple[str, str]], **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        choices = [NOTHING, *committees] if len(committees) > 1 else list(committees)
        self.fields["committee"].choices = choices  # type: ignore[attr-defined]


class SeatsForm(forms.Form):
    """Who is there, seat by seat."""

    def __init__(
        self,
        *args: Any,  # noqa: ANN401
        chairs: Sequence[Chair],
        told: Sequence[Attendance] = (),
        names: Mapping[str, str] | None = None,
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*args, **kwargs)
        self.chairs = chairs
        held = {one.seat: one for one in told}
        for chair in chairs:
            self._add(chair, held.get(chair.seat.code), (names or {}).get(chair.seat.code, ""))

    def _add(self, chair: Chair, held: Attendance | None, name: str) -> None:
        code = chair.seat.code
        people = [
            (ref, f"{who} ({_('supplée')})" if standing else who)
            for ref, who, standing in chair.people
        ]
        self.fields[f"{code}-status"] = forms.ChoiceField(
            label=_("Présence"),
            choices=[("", _("absent")), (PRESENT, _("présent")), (EXCUSED, _("excusé"))],
            required=False,
            initial=held.status if held else "",
        )
        if people:
            self.fields[f"{code}-person"] = forms.ChoiceField(
                label=_("Qui"),
                choices=[("", _("à dire")), *people, (OTHER, _("une autre personne"))],
                required=False,
                initial=held.person if held and held.person else (OTHER if name else ""),
            )
        self.fields[f"{code}-name"] = forms.CharField(
            label=_("Nom"), max_length=200, required=False, initial=name
        )
        if chair.seat.votes:
            others = [
                (c.seat.code, c.seat.label) for c in self.chairs if c.seat.votes and c != chair
            ]
            self.fields[f"{code}-by"] = forms.ChoiceField(
                label=_("Mandat donné à"),
                choices=[("", _("personne")), *others],
                required=False,
                initial=held.by if held else "",
            )

    def lines(self) -> Iterator[tuple[Seat, list[forms.BoundField]]]:
        """Each seat with its fields."""
        for chair in self.chairs:
            names = (f"{chair.seat.code}-{part}" for part in ("status", "person", "name", "by"))
            yield chair.seat, [self[name] for name in names if name in self.fields]

    def told(self) -> list[Attendance]:
        """Who is there or excused, once the form is valid."""
        found = []
        for chair in self.chairs:
            code, held = chair.seat.code, self.cleaned_data
            status = held[f"{code}-status"]
            person = held.get(f"{code}-person", "")
            if status:
                by = held.get(f"{code}-by", "") if status == EXCUSED else ""
                found.append(Attendance(code, status, person if person != OTHER else "", by))
        return found

    def names(self) -> dict[str, str]:
        """The names of those who have no account here, by seat."""
        held = self.cleaned_data
        found = {}
        for chair in self.chairs:
            code = chair.seat.code
            if held[f"{code}-status"] and held.get(f"{code}-person", "") in {"", OTHER}:
                found[code] = held[f"{code}-name"].strip()
        return {code: name for code, name in found.items() if name}


class DecideForm(forms.Form):
    """What the committee decides on an item."""

    decision = forms.ChoiceField(label=_("Décision"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Motif"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Demandé pour ajourner ou refuser ; il sera lu au relevé."),
    )

    def __init__(
        self,
        *args: Any,  # noqa: ANN401
        decisions: Sequence[tuple[str, str]],
        voters: Sequence[Seat] = (),
        roles: Mapping[str, str],
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decision"].choices = decisions  # type: ignore[attr-defined]
        self.voters = voters
        for seat in voters:
            self.fields[f"vote-{seat.code}"] = forms.ChoiceField(
                label=seat.label,
                choices=[("", _("sans vote")), *SAID.items()],
                required=False,
            )
        for rank in range(1, CONDITIONS + 1):
            self.fields[f"words-{rank}"] = forms.CharField(
                label=_("Ce qui est demandé"), max_length=500, required=False
            )
            self.fields[f"due-{rank}"] = day_field(_("Avant le"), required=False)
            self.fields[f"role-{rank}"] = forms.ChoiceField(
                label=_("À qui"), choices=[NOTHING, *roles.items()], required=False
            )

    def vote_fields(self) -> list[forms.BoundField]:
        """The votes, seat by seat."""
        return [self[f"vote-{seat.code}"] for seat in self.voters]

    def condition_rows(self) -> list[list[forms.BoundField]]:
        """The conditions, with room for some."""
        parts = ("words", "due", "role")
        return [[self[f"{p}-{rank}"] for p in parts] for rank in range(1, CONDITIONS + 1)]

    def clean(self) -> dict[str, Any]:
        """A condition has its words, its day and its owner, all three."""
        held: dict[str, Any] = super().clean() or {}
        for rank in range(1, CONDITIONS + 1):
            parts = {p: held.get(f"{p}-{rank}") for p in ("words", "due", "role")}
            if any(parts.values()):
                for part, value in parts.items():
                    if not value and f"{part}-{rank}" not in self.errors:
                        self.add_error(
                            f"{part}-{rank}", _("Une condition dit quoi, avant quand, et qui.")
                        )
        return held

    def ruling(self) -> Ruling:
        """What was decided, once the form is valid."""
        held = self.cleaned_data
        votes = {seat.code: held[f"vote-{seat.code}"] for seat in self.voters}
        rows = [
            [held[f"{p}-{n}"] for p in ("words", "due", "role")] for n in range(1, CONDITIONS + 1)
        ]
        return Ruling(
            decision=held["decision"],
            reason=held["reason"],
            votes={seat: vote for seat, vote in votes.items() if vote},
            conditions=[Asked(words, due, role) for words, due, role in rows if words],
        )


class VoteForm(forms.Form):
    """What a seat says in writing."""

    seat = forms.ChoiceField(label=_("Pour le siège"))
    vote = forms.ChoiceField(
        label=_("Votre avis"), choices=list(SAID.items()), widget=forms.RadioSelect
    )
    comment = forms.CharField(
        label=_("Observation"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Les membres la liront."),
    )

    def __init__(self, *args: Any, seats: Sequence[Seat], **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.fields["seat"].choices = [(s.code, s.label) for s in seats]  # type: ignore[attr-defined]


class MinutesForm(forms.Form):
    """The text of the minutes."""

    text = forms.CharField(
        label=_("Relevé de décisions"),
        max_length=60_000,
        widget=forms.Textarea(attrs={"rows": 28}),
        help_text=_("Une ligne qui commence par « # » est un titre."),
    )


class ComposeForm(forms.Form):
    """Who sits in a committee of a region, within the rule."""

    valid_from = day_field(_("À compter du"))
    left_out = forms.MultipleChoiceField(
        label=_("Sièges retirés"), required=False, widget=forms.CheckboxSelectMultiple
    )
    added_label = forms.CharField(
        label=_("Siège ajouté"),
        max_length=120,
        required=False,
        help_text=_(
            "Comme « organisations syndicales » ; la personne est nommée à chaque réunion."
        ),
    )
    added_votes = forms.BooleanField(label=_("Ce siège vote"), required=False)
    reason = forms.CharField(label=_("Raison"), max_length=500)

    def __init__(self, *args: Any, seats: Sequence[Seat], **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        choices = [(s.code, s.label) for s in seats if not s.always]
        self.fields["left_out"].choices = choices  # type: ignore[attr-defined]
