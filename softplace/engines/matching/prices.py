"""What has a price in the bound (`dual`), and what does not change from pricing to pricing."""

from typing import NamedTuple

import numpy as np

from softplace.engines.matching.arrays import SLOTS, Array, Arrays

MOST_CHANGEOVER_PRICES = 12_000_000
"""Above this many, changeovers are not priced: the bound is a little weaker, memory halves."""


class Prices(NamedTuple):
    """Milli-points: of a slot [track, weekday, slot, group] a date; of an applicant's quarter of
    an hour; of filling a half-day [resource, weekday, half, group] on a date; of a slot of an
    applicant's day [row, slot, group]; of a changeover [layout, track, weekday, slot, group]."""

    slot: Array
    hours: Array
    half_day: Array
    busy: Array
    changeover: Array


class Side(NamedTuple):
    """What does not change from one pricing to the next.

    `single`: applicants with one seat, whose tranches need no price; `rest[applicant, k]`: what
    is left of each tranche, within what the applicant could have at most; `busy_row`: the row of
    an applicant's weekday on which two of its requests could meet, or -1.
    """

    single: Array
    rest: Array
    idle_dates: Array
    busy_row: Array
    busy_cap: Array
    changeover_cap: Array
    track_extra: Array


def side_of(a: Arrays, groups: list[int]) -> Side:
    applicants, tranches = len(a.used_slots), len(a.slopes)
    seats = np.bincount(a.request_applicant, weights=a.request_sessions, minlength=applicants)
    best = np.zeros(len(a.request_sessions), np.int64)
    np.maximum.at(best, a.pair_request[a.o_pair], a.mask_dates[a.o_mask] * a.o_len)
    most = np.zeros(applicants, np.int64)
    np.add.at(most, a.request_applicant, best * a.request_sessions)
    rest = np.zeros((applicants, tranches))
    used, left = a.used_slots.astype(np.float64), most.astype(np.float64)
    for k in range(tranches):
        room = left
        if k < len(a.widths):
            room = np.maximum(0.0, a.widths[k] - used)
            used = np.maximum(0.0, used - a.widths[k])
        rest[:, k] = np.minimum(room, left)
        left = left - rest[:, k]
    idle = _dates_by_group(a.idle, groups)
    if a.idle_points == 0:
        idle[:] = 0.0
    busy_row, busy_cap = _busy_rows(a, groups)
    track_extra = np.zeros(a.cap.shape[0], np.int64)
    for part in range(len(a.part_pool)):
        for track in a.part_track[a.part_track_ptr[part] : a.part_track_ptr[part + 1]]:
            track_extra[track] = 0 if a.part_pool[part] else a.resource_extra[a.part_resource[part]]
    layouts = a.occupied_layout.shape[0]
    if layouts < 2 or not track_extra.any() or layouts * a.cap.size > MOST_CHANGEOVER_PRICES:
        layouts = 0
    return Side(
        seats <= 1, rest, idle, busy_row, busy_cap,
        _changeover_cap(a, groups, track_extra) if layouts else np.zeros((0, 7, SLOTS, 1)),
        track_extra,
    )  # fmt: skip


def _dates_by_group(masks: Array, groups: list[int]) -> Array:
    counts = [np.bitwise_count(masks & np.uint64(g)).astype(np.float64) for g in groups]
    return np.stack(counts, axis=-1)


def _busy_rows(a: Arrays, groups: list[int]) -> tuple[Array, Array]:
    """A row for each weekday of an applicant on which two of its requests have options."""
    row = np.full((len(a.used_slots), 7), -1, np.int64)
    request = a.pair_request[a.lane_pair]
    pairs = np.unique(np.stack([request, a.lane_day.astype(request.dtype)]), axis=1)
    applicant = a.request_applicant[pairs[0]]
    keys, counts = np.unique(applicant * 7 + pairs[1], return_counts=True)
    keys = keys[(counts > 1) & a.alone[keys // 7]]
    row.reshape(-1)[keys] = np.arange(len(keys))
    weeks = np.uint64(np.bitwise_or.reduce(a.masks)) if len(a.masks) else np.uint64(0)
    free = ~a.busy[keys // 7, keys % 7] & weeks
    return row, _dates_by_group(free, groups)


def _changeover_cap(a: Arrays, groups: list[int], track_extra: Array) -> Array:
    """Dates on which slot t or slot t + c may be occupied; 0 where there is no changeover."""
    cap = np.zeros(a.cap.shape)
    for c in np.unique(track_extra[track_extra > 0]):
        rows = np.flatnonzero(track_extra == c)
        now = a.open_weeks[rows]
        later = np.zeros_like(now)
        later[:, :, : SLOTS - c] = now[:, :, c:]
        cap[rows] = _dates_by_group(now | later, groups)
    return cap


def first_prices(a: Arrays, side: Side) -> Prices:
    middle = float(a.slopes[min(1, len(a.slopes) - 1)])
    layouts = a.occupied_layout.shape[0] if len(side.changeover_cap) else 0
    return Prices(
        np.zeros(a.cap.shape),
        np.full(len(a.used_slots), middle),
        np.where(side.idle_dates > 0, float(a.idle_points), 0.0),
        np.zeros(side.busy_cap.shape),
        np.zeros((layouts, *a.cap.shape)),
    )
