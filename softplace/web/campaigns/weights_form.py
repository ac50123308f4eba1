"""The weights of a campaign in plain words, and what they mean before and after a change."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as word

from softplace.engines.matching.policy import Policy
from softplace.foundation.errors import Reason
from softplace.matching.queries import Example, Meaning
from softplace.matching.queries.preview import FAR_KM, NEAR_KM
from softplace.matching.rules import weights_of
from softplace.web import words
from softplace.web.forms import HourField, NumberField, add_reasons

TRANCHES, RANKS = 4, 3
POINTS = (
    ("hour_points", word("An hour"), word("What an hour of a session brings, before all else.")),
    (
        "session_points",
        word("A session"),
        word("Whatever its length. More of it: rather two short sessions than a long one."),
    ),
    (
        "person_hour_points",
        word("A person for an hour"),
        word("More of it: rather the larger group."),
    ),
    (
        "km_points",
        word("A kilometre of travel"),
        word("Taken off. More of it: rather a room nearby."),
    ),
    (
        "empty_seat_points",
        word("A room that stays empty, for an hour"),
        word("Taken off, for the share of seats left empty. More of it: rather the smaller room."),
    ),
    (
        "idle_half_day_points",
        word("An idle half-day that is filled"),
        word("More of it: rather the rooms and hours that nobody uses."),
    ),
    (
        "kept_points",
        word("A session that stays where it was"),
        word("When it is computed again. More of it: fewer changes."),
    ),
)


class WeightsForm(forms.Form):
    """Every weight; what is left empty is as usual."""

    noon = HourField(label=word("A morning ends at"), required=False)
    step_minutes = forms.IntegerField(
        label=word("A session shrinks by steps of, in minutes"), required=False
    )

    def __init__(self, policy: Policy, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"initial": _initial(policy), **options})
        for name, label, hint in POINTS:
            self.fields[name] = NumberField(label=label, help_text=hint, required=False)
        for n in range(RANKS):
            self.fields[f"rank_{n}"] = NumberField(label=_RANK_LABELS[n], required=False)
        for n in range(TRANCHES):
            if n < TRANCHES - 1:
                label = word("Hours a week, up to")
                self.fields[f"hours_{n}"] = NumberField(label=label, required=False)
            self.fields[f"share_{n}"] = NumberField(
                label=word("An hour counts for, in %"), required=False
            )

    @property
    def point_fields(self) -> list[forms.BoundField]:
        return [self[name] for name, _label, _hint in POINTS]

    @property
    def rank_fields(self) -> list[forms.BoundField]:
        return [self[f"rank_{n}"] for n in range(RANKS)]

    @property
    def tranche_fields(self) -> list[tuple[forms.BoundField | None, forms.BoundField]]:
        return [
            (self[f"hours_{n}"] if n < TRANCHES - 1 else None, self[f"share_{n}"])
            for n in range(TRANCHES)
        ]

    def weights(self) -> dict[str, Any]:
        """All that is said, by the names of the engine's policy."""
        said = self.cleaned_data
        weights: dict[str, Any] = {
            name: said[name] for name, _label, _hint in POINTS if said[name] is not None
        }
        for name in ("noon", "step_minutes"):
            if said[name] is not None:
                weights[name] = said[name]
        ranks = [said[f"rank_{n}"] for n in range(RANKS)]
        if any(points is not None for points in ranks):
            weights["rank_points"] = [points or 0.0 for points in ranks]
        rows = [
            [said.get(f"hours_{n}"), said[f"share_{n}"] / 100]
            for n in range(TRANCHES)
            if said[f"share_{n}"] is not None
        ]
        if rows:
            weights["tranches"] = rows
        return weights

    def refuse(self, reasons: Sequence[Reason]) -> None:
        of_field = {"rank_points": "rank_0", "tranches": "share_0"}
        add_reasons(
            self,
            [
                Reason(reason.code, of_field.get(reason.field, reason.field), reason.details)
                for reason in reasons
            ],
        )


_RANK_LABELS = (
    word("An hour in the first wish"),
    word("In the second wish"),
    word("In the third and any further wish"),
)


def _initial(policy: Policy) -> dict[str, Any]:
    weights = weights_of(policy)
    initial = {name: weights[name] for name, _label, _hint in POINTS}
    initial |= {"noon": policy.noon, "step_minutes": policy.step_minutes}
    ranks = [*policy.rank_points, *[policy.rank_points[-1] if policy.rank_points else 0.0] * RANKS]
    initial |= {f"rank_{n}": ranks[n] for n in range(RANKS)}
    first = policy.tranches[: TRANCHES - 1] if len(policy.tranches) > 1 else ()
    for n, tranche in enumerate(first):
        if tranche.up_to_hours is not None:
            initial[f"hours_{n}"] = tranche.up_to_hours
            initial[f"share_{n}"] = tranche.share * 100
    initial[f"share_{TRANCHES - 1}"] = policy.tranches[-1].share * 100
    return initial


# --- What they mean -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MeaningRow:
    """One thing that the weights do, with its points before and after."""

    words: str
    before: str
    after: str

    @property
    def changes(self) -> bool:
        return self.before != self.after


def meaning_rows(example: Example, before: Meaning, after: Meaning) -> list[MeaningRow]:
    """Sentences on the example, each with what it is worth a date."""
    said = {
        "people": words.number(example.headcount),
        "length": words.duration(example.minutes),
        "half": words.duration(example.minutes / 2),
        "near": words.distance(NEAR_KM * 1000),
        "far": words.distance(FAR_KM * 1000),
    }
    rows = [
        (
            _(
                "A weekly session of %(length)s for %(people)s people in the first wish, "
                "%(near)s away, in a room that fits"
            ),
            "first_wish",
        ),
        (_("The same in the second wish"), "second_wish"),
        (_("The same in a room that was not wished for"), "not_wished"),
        (_("The same in the first wish, but %(far)s away"), "far"),
        (_("The same in the first wish, but in a room twice as large"), "large"),
        (
            _("Two sessions of %(half)s for two applicants, instead of that one"),
            "two_short",
        ),
        (_("It begins in a half-day that would be idle: it adds"), "idle_half_day"),
    ]
    found = [
        MeaningRow(
            text % said,
            words.number(getattr(before, name), 1),
            words.number(getattr(after, name), 1),
        )
        for text, name in rows
    ]
    return found + _hour_rows(before, after)


def _hour_rows(before: Meaning, after: Meaning) -> list[MeaningRow]:
    """What the hours of one applicant are worth, by how many they have: where either changes."""
    limits = sorted(
        {low for meaning in (before, after) for low, _up, _points in meaning.hours_by_tranche}
    )
    rows = []
    for low, high in zip(limits, [*limits[1:], None], strict=True):
        hours = {"from": words.number(low, 1), "to": words.number(high or 0, 1)}
        text = (
            _("An hour of an applicant who has more than %(from)s hours a week")
            if high is None
            else _("An hour of an applicant who has %(from)s to %(to)s hours a week")
        )
        rows.append(
            MeaningRow(
                text % hours,
                words.number(_hour_at(before, low), 1),
                words.number(_hour_at(after, low), 1),
            )
        )
    return rows


def _hour_at(meaning: Meaning, hours: float) -> float:
    return next(
        points
        for low, high, points in meaning.hours_by_tranche
        if low <= hours and (high is None or hours < high)
    )
