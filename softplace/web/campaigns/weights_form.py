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
from softplace.matching.rules.policy import MOST_RANKS, MOST_TRANCHES
from softplace.web import words
from softplace.web.forms import HourField, NumberField, add_reasons

LEAST_TRANCHES, LEAST_RANKS = 3, 3
"""Rows that are always there; there is one more than is filled in, up to what a policy may have."""
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
        self.ranks = self._rows("rank", LEAST_RANKS, MOST_RANKS)
        for n in range(self.ranks):
            self.fields[f"rank_{n}"] = NumberField(label=_label_of_rank(n), required=False)
        self.tranches = self._rows("hours", LEAST_TRANCHES, MOST_TRANCHES - 1)
        for n in range(self.tranches):
            self.fields[f"hours_{n}"] = NumberField(label=_HOURS_LABEL, required=False)
            self.fields[f"share_{n}"] = NumberField(label=_SHARE_LABEL, required=False)
        self.fields["share_rest"] = NumberField(label=_SHARE_LABEL, required=False)

    def _rows(self, name: str, least: int, most: int) -> int:
        """One row more than is filled in."""
        known = self.data if self.is_bound else self.initial
        filled = [n for n in range(most) if known.get(f"{name}_{n}") not in (None, "")]
        return min(most, max(least, max(filled, default=-1) + 2))

    @property
    def point_fields(self) -> list[forms.BoundField]:
        return [self[name] for name, _label, _hint in POINTS]

    @property
    def rank_fields(self) -> list[forms.BoundField]:
        return [self[f"rank_{n}"] for n in range(self.ranks)]

    @property
    def tranche_fields(self) -> list[tuple[forms.BoundField | None, forms.BoundField]]:
        rows = [(self[f"hours_{n}"], self[f"share_{n}"]) for n in range(self.tranches)]
        return [*rows, (None, self["share_rest"])]

    def weights(self) -> dict[str, Any]:
        """All that is said, by the names of the engine's policy."""
        said = self.cleaned_data
        weights: dict[str, Any] = {
            name: said[name] for name, _label, _hint in POINTS if said[name] is not None
        }
        for name in ("noon", "step_minutes"):
            if said[name] is not None:
                weights[name] = said[name]
        ranks = [said[f"rank_{n}"] for n in range(self.ranks)]
        while ranks and ranks[-1] is None:
            ranks.pop()
        if ranks:
            weights["rank_points"] = [points or 0.0 for points in ranks]
        rows = [
            [said[f"hours_{n}"], share / 100]
            for n in range(self.tranches)
            if (share := said[f"share_{n}"]) is not None
        ]
        if said["share_rest"] is not None:
            rows.append([None, said["share_rest"] / 100])
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
    word("In the third wish"),
)
_HOURS_LABEL = word("Hours a week, up to")
_SHARE_LABEL = word("An hour counts for, in %")


def _label_of_rank(n: int) -> Any:
    return _RANK_LABELS[n] if n < len(_RANK_LABELS) else _("In wish %(rank)s") % {"rank": n + 1}


def _initial(policy: Policy) -> dict[str, Any]:
    weights = weights_of(policy)
    initial = {name: weights[name] for name, _label, _hint in POINTS}
    initial |= {"noon": policy.noon, "step_minutes": policy.step_minutes}
    initial |= {f"rank_{n}": points for n, points in enumerate(policy.rank_points)}
    for n, tranche in enumerate(policy.tranches[:-1]):
        initial |= {f"hours_{n}": tranche.up_to_hours, f"share_{n}": tranche.share * 100}
    initial["share_rest"] = policy.tranches[-1].share * 100
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
