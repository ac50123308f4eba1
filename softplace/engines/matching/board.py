"""The board: which sessions are held, what they take, and what they are worth together.

Kernels that place and remove one session in constant time, and keep the value exact (whole
thousandths of a point). Everything here reads `Arrays` (`a`) and writes a `Board` (`b`).
"""

# Kernels are typed by Numba, not by annotations.
# mypy: disable-error-code="no-untyped-def,assignment,no-untyped-call"

from typing import NamedTuple

import numpy as np

from softplace.engines.compiled import njit
from softplace.engines.matching.arrays import SLOTS, Array, Arrays, free_for, popcount

NONE = -1


class Board(NamedTuple):
    """What is held. A request has as many seats as it wants sessions; `held[seat]` is an option.

    `held_units[seat]`: bits of the part's units that it takes. `next` and `prev` link the seats
    held in one resource on one weekday, from `head`. `begun[resource, weekday, half, week]`
    counts sessions that begin in a half-day; `filled` are its weeks with any, `lone` with one.
    """

    seat_ptr: Array
    seat_request: Array
    held: Array
    held_units: Array
    occupied: Array
    occupied_layout: Array
    busy: Array
    used_slots: Array
    head: Array
    next: Array
    prev: Array
    begun: Array
    filled: Array
    lone: Array
    value: Array


def empty_board(a: Arrays) -> Board:
    """A board with nothing but the locks on it, worth 0."""
    seats = int(a.request_sessions.sum())
    resources = len(a.resource_setup)
    return Board(
        np.concatenate([[0], np.cumsum(a.request_sessions)]).astype(np.int64),
        np.repeat(np.arange(len(a.request_sessions)), a.request_sessions).astype(np.int64),
        np.full(seats, NONE, np.int64),
        np.zeros(seats, np.uint64),
        a.occupied.copy(),
        a.occupied_layout.copy(),
        a.busy.copy(),
        a.used_slots.copy(),
        np.full((resources, 7), NONE, np.int64),
        np.full(seats, NONE, np.int64),
        np.full(seats, NONE, np.int64),
        np.zeros((resources, 7, 2, 64), np.int16),
        np.zeros((resources, 7, 2), np.uint64),
        np.zeros((resources, 7, 2), np.uint64),
        np.zeros(1, np.int64),
    )


@njit(cache=True, nogil=True, inner=True)
def tranches(slopes, widths, slots):
    """Worth of an applicant's first `slots` quarters of an hour."""
    worth = np.int64(0)
    for k in range(len(widths)):
        taken = min(slots, widths[k])
        worth += slopes[k] * taken
        slots -= taken
        if slots == 0:
            return worth
    return worth + slopes[-1] * slots


@njit(cache=True, nogil=True)
def slots_of(a, o):
    """Quarters of an hour of an option over the season."""
    return a.mask_dates[a.o_mask[o]] * np.int64(a.o_len[o])


@njit(cache=True, nogil=True, inner=True)
def gain(a, b, o, request):
    """What holding the option would add to the value."""
    used = b.used_slots[a.request_applicant[request]]
    worth = a.o_points[o] + (
        tranches(a.slopes, a.widths, used + slots_of(a, o)) - tranches(a.slopes, a.widths, used)
    )
    if a.idle_points > 0:
        r = a.part_resource[a.pair_part[a.o_pair[o]]]
        day, half = a.o_day[o], 1 if a.o_start[o] >= a.noon else 0
        fresh = a.masks[a.o_mask[o]] & a.idle[r, day, half] & ~b.filled[r, day, half]
        worth += popcount(fresh) * a.idle_points
    return worth


@njit(cache=True, nogil=True)
def loss(a, b, seat):
    """What removing the seat's session would take from the value."""
    o = b.held[seat]
    used = b.used_slots[a.request_applicant[b.seat_request[seat]]]
    worth = a.o_points[o] + (
        tranches(a.slopes, a.widths, used) - tranches(a.slopes, a.widths, used - slots_of(a, o))
    )
    if a.idle_points > 0:
        r = a.part_resource[a.pair_part[a.o_pair[o]]]
        day, half = a.o_day[o], 1 if a.o_start[o] >= a.noon else 0
        last = a.masks[a.o_mask[o]] & a.idle[r, day, half] & b.lone[r, day, half]
        worth += popcount(last) * a.idle_points
    return worth


@njit(cache=True, nogil=True)
def applicant_free(a, b, o, request):
    """Whether the applicant is in no other room then."""
    applicant = a.request_applicant[request]
    if a.alone[applicant]:
        row = b.busy[applicant, a.o_day[o]]
        mask = a.masks[a.o_mask[o]]
        for t in range(a.o_start[o], a.o_start[o] + a.o_len[o]):
            if row[t] & mask:
                return False
    return True


@njit(cache=True, nogil=True)
def free_units(a, b, o, request):
    """Bits of the part's units that the option could take; 0 when it cannot be held."""
    pair = a.o_pair[o]
    part = a.pair_part[pair]
    r = a.part_resource[part]
    mask, day, layout = a.masks[a.o_mask[o]], a.o_day[o], a.request_layout[request]
    first, last = np.int64(a.o_start[o]), np.int64(a.o_start[o]) + a.o_len[o]
    bits, found = np.uint64(0), 0
    lo, hi = a.part_unit_ptr[part], a.part_unit_ptr[part + 1]
    pool = a.part_pool[part]
    for i in range(lo, hi):
        unit = a.part_unit[i]
        ok = free_for(
            b.occupied, b.occupied_layout, unit, day, first, last + a.resource_setup[r],
            a.resource_extra[r], layout, mask,
        )  # fmt: skip
        if pool:
            if ok:
                for t in range(first, last):
                    if mask & ~a.available[layout, unit, day, t]:
                        ok = False
                        break
        elif not ok:
            return np.uint64(0)
        if ok:
            bits |= np.uint64(1) << np.uint64(i - lo)
            found += 1
            if pool and found == a.pair_units[pair]:
                return bits
    if found < a.pair_units[pair]:
        return np.uint64(0)
    return bits


@njit(cache=True, nogil=True)
def day_taken(a, b, request, day):
    """Whether the request already holds a session on that weekday."""
    for seat in range(b.seat_ptr[request], b.seat_ptr[request + 1]):
        if b.held[seat] != NONE and a.o_day[b.held[seat]] == day:
            return True
    return False


@njit(cache=True, nogil=True)
def empty_seat(b, request):
    for seat in range(b.seat_ptr[request], b.seat_ptr[request + 1]):
        if b.held[seat] == NONE:
            return seat
    return NONE


@njit(cache=True, nogil=True)
def place(a, b, seat, o, bits):
    """Hold the option in the seat; the caller has made sure that it fits."""
    request = b.seat_request[seat]
    b.value[0] += gain(a, b, o, request)
    _mark(a, b, seat, o, bits, True)
    r, day = a.part_resource[a.pair_part[a.o_pair[o]]], a.o_day[o]
    b.held[seat], b.held_units[seat] = o, bits
    after = b.head[r, day]
    b.next[seat], b.prev[seat] = after, NONE
    if after != NONE:
        b.prev[after] = seat
    b.head[r, day] = seat


@njit(cache=True, nogil=True)
def remove(a, b, seat):
    """Take the seat's session off the board."""
    o = b.held[seat]
    b.value[0] -= loss(a, b, seat)
    _mark(a, b, seat, o, b.held_units[seat], False)
    r, day = a.part_resource[a.pair_part[a.o_pair[o]]], a.o_day[o]
    before, after = b.prev[seat], b.next[seat]
    if before != NONE:
        b.next[before] = after
    else:
        b.head[r, day] = after
    if after != NONE:
        b.prev[after] = before
    b.held[seat], b.held_units[seat] = NONE, np.uint64(0)


@njit(cache=True, nogil=True, inner=True)
def _mark(a, b, seat, o, bits, on):
    """Write, or wipe, the session in all that is kept beside `held`."""
    request = b.seat_request[seat]
    applicant, layout = a.request_applicant[request], a.request_layout[request]
    part = a.pair_part[a.o_pair[o]]
    r, day, mask = a.part_resource[part], a.o_day[o], a.masks[a.o_mask[o]]
    first, last = np.int64(a.o_start[o]), np.int64(a.o_start[o]) + a.o_len[o]
    lo = a.part_unit_ptr[part]
    for i in range(lo, a.part_unit_ptr[part + 1]):
        if bits >> np.uint64(i - lo) & np.uint64(1):
            unit = a.part_unit[i]
            for t in range(first, last + a.resource_setup[r]):
                if on:
                    b.occupied[unit, day, t] |= mask
                    b.occupied_layout[layout, unit, day, t] |= mask
                else:
                    b.occupied[unit, day, t] &= ~mask
                    b.occupied_layout[layout, unit, day, t] &= ~mask
    if a.alone[applicant]:
        for t in range(first, last):
            if on:
                b.busy[applicant, day, t] |= mask
            else:
                b.busy[applicant, day, t] &= ~mask
    slots = slots_of(a, o)
    b.used_slots[applicant] += slots if on else -slots
    if a.idle_points > 0:
        half = 1 if first >= a.noon else 0
        step = 1 if on else -1
        filled, lone = np.uint64(0), np.uint64(0)
        counts = b.begun[r, day, half]
        for week in range(64):
            bit = np.uint64(1) << np.uint64(week)
            if mask & bit:
                counts[week] += step
            if counts[week] > 0:
                filled |= bit
                if counts[week] == 1:
                    lone |= bit
        b.filled[r, day, half], b.lone[r, day, half] = filled, lone


@njit(cache=True, nogil=True, inner=True)
def price_of(a, cum, o):
    """What the slots of an option cost at prices summed in `cum[layout, track, day, slot, group]`
    (one layout only where changeovers have no price)."""
    pair = a.o_pair[o]
    part = a.pair_part[pair]
    day, mask = a.o_day[o], a.o_mask[o]
    first = a.o_start[o]
    last = first + a.o_len[o] + a.resource_setup[a.part_resource[part]]
    layout = a.request_layout[a.pair_request[pair]] if cum.shape[0] > 1 else 0
    total = 0.0
    for i in range(a.part_track_ptr[part], a.part_track_ptr[part + 1]):
        row = cum[layout, a.part_track[i], day]
        for g in range(row.shape[1]):
            total += a.mask_counts[mask, g] * (row[last, g] - row[first, g])
    if a.part_pool[part]:
        total *= a.pair_units[pair]
    return total


def no_prices(a: Arrays) -> Array:
    """Sums of prices that are all zero."""
    return np.zeros((1, a.cap.shape[0], 7, SLOTS + 1, a.cap.shape[3]))
