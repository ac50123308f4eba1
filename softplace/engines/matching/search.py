"""Ruin and recreate: take some sessions of one room and day off the board, put better ones on.

Schrimpf et al., "Record breaking optimization results using the ruin and recreate principle",
J. Comput. Phys. 159 (2000); the choices are steered by the prices of the bound (`dual`), so that
a session goes where its slots are worth least to the others. The work of a call is counted in
iterations, so that the same seed gives the same board.
"""

# Kernels are typed by Numba, not by annotations.
# mypy: disable-error-code="no-untyped-def,assignment,no-untyped-call"

from typing import NamedTuple

import numpy as np

from softplace.engines.compiled import njit
from softplace.engines.matching.arrays import SLOTS, Array, Arrays, popcount
from softplace.engines.matching.board import (
    NONE,
    Board,
    day_taken,
    empty_seat,
    free_units,
    gain,
    place,
    price_of,
    remove,
    tranches,
)

MOST_REMOVED = 24
MOST_CANDIDATES = 160


class Links(NamedTuple):
    """Who could be where: lanes by resource and weekday, and the requests of an applicant."""

    at_ptr: Array
    at_lane: Array


def links(a: Arrays) -> Links:
    resources = len(a.resource_setup)
    where = a.part_resource[a.pair_part[a.lane_pair]].astype(np.int64) * 7 + a.lane_day
    order = np.argsort(where, kind="stable").astype(np.int64)
    ptr = np.searchsorted(where[order], np.arange(resources * 7 + 1)).astype(np.int64)
    return Links(ptr, order)


@njit(cache=True, nogil=True, inner=True)
def is_kept(b, kept, request, o):
    """Whether the plan to start from holds this option for the request."""
    for seat in range(b.seat_ptr[request], b.seat_ptr[request + 1]):  # noqa: SIM110 (compiled)
        if kept[seat] == o:
            return True
    return False


@njit(cache=True, nogil=True, inner=True)
def find(a, b, cum, request, kept, kept_worth, noise, lanes, count):
    """The free option of the best gain less price in `lanes` (count 0: in all); NONE if none.

    One long loop on purpose: calls that carry the board cost more than what they would compute.
    """
    o_start, o_len, o_mask, o_points = a.o_start, a.o_len, a.o_mask, a.o_points
    masks, mask_dates, mask_counts = a.masks, a.mask_dates, a.mask_counts
    occupied, occupied_layout, busy = b.occupied, b.occupied_layout, b.busy
    part_unit, part_track, available = a.part_unit, a.part_track, a.available
    slopes, widths = a.slopes, a.widths
    applicant, layout = a.request_applicant[request], a.request_layout[request]
    priced = layout if cum.shape[0] > 1 else 0
    alone, used = a.alone[applicant], b.used_slots[applicant]
    groups = mask_counts.shape[1]
    nothing = np.uint64(0)
    base = tranches(slopes, widths, used)
    best, best_score = np.int64(NONE), -1e18
    first_lane = a.request_lane[request]
    taken = np.zeros(7, np.bool_)
    for seat in range(b.seat_ptr[request], b.seat_ptr[request + 1]):
        if b.held[seat] != NONE:
            taken[a.o_day[b.held[seat]]] = True
    for i in range(count if count > 0 else a.request_lane[request + 1] - first_lane):
        lane = lanes[i] if count > 0 else first_lane + i
        day = a.lane_day[lane]
        if taken[day]:
            continue
        pair = a.lane_pair[lane]
        part = a.pair_part[pair]
        needed, pool = a.pair_units[pair], a.part_pool[part]
        r = a.part_resource[part]
        setup, extra = a.resource_setup[r], a.resource_extra[r]
        unit_lo, unit_hi = a.part_unit_ptr[part], a.part_unit_ptr[part + 1]
        track_lo, track_hi = a.part_track_ptr[part], a.part_track_ptr[part + 1]
        morning = a.idle[r, day, 0] & ~b.filled[r, day, 0]
        evening = a.idle[r, day, 1] & ~b.filled[r, day, 1]
        for o in range(a.lane_ptr[lane], a.lane_ptr[lane + 1]):
            start, length, number = np.int64(o_start[o]), np.int64(o_len[o]), o_mask[o]
            mask = masks[number]
            worth = (
                np.int64(o_points[o])
                + tranches(slopes, widths, used + mask_dates[number] * length)
                - base
            )
            fresh = mask & (evening if start >= a.noon else morning)
            if fresh != nothing:
                worth += popcount(fresh) * a.idle_points
            if kept_worth > 0 and is_kept(b, kept, request, o):
                worth += kept_worth
            if worth <= best_score:
                continue
            last = start + length + setup
            found = 0
            for k in range(unit_lo, unit_hi):
                unit = part_unit[k]
                ok = True
                for t in range(start, last):
                    if occupied[unit, day, t] & mask:
                        ok = False
                        break
                if ok and extra > 0:
                    for t in range(max(0, start - extra), min(SLOTS, last + extra)):
                        other = occupied[unit, day, t] & ~occupied_layout[layout, unit, day, t]
                        if other & mask:
                            ok = False
                            break
                if ok and pool:
                    for t in range(start, start + length):
                        if mask & ~available[layout, unit, day, t]:
                            ok = False
                            break
                if ok:
                    found += 1
                    if found == needed:
                        break
                elif not pool:
                    break
            if found < needed:
                continue
            if alone:
                clash = False
                for t in range(start, start + length):
                    if busy[applicant, day, t] & mask:
                        clash = True
                        break
                if clash:
                    continue
            price = 0.0
            for k in range(track_lo, track_hi):
                track = part_track[k]
                for g in range(groups):
                    price += mask_counts[number, g] * (
                        cum[priced, track, day, last, g] - cum[priced, track, day, start, g]
                    )
            score = worth - (price * needed if pool else price)
            if noise > 0.0:
                score += noise * worth * (np.random.random() - 0.5)
            if score > best_score:
                best, best_score = o, score
    return best


@njit(cache=True, nogil=True, inner=True)
def insert(a, b, cum, request, kept, kept_worth, noise, lanes, count):
    """Hold the request's best free option, as `find` finds it; the seat, or NONE."""
    seat = empty_seat(b, request)
    if seat == NONE:
        return NONE
    best = find(a, b, cum, request, kept, kept_worth, noise, lanes, count)
    if best == NONE:
        return NONE
    place(a, b, seat, best, free_units(a, b, best, request))
    return seat


@njit(cache=True, nogil=True)
def fill(a, b, cum, order, kept, kept_worth):
    """Serve the requests in that order, each where it is best, as long as anything fits."""
    none = np.zeros(0, np.int64)
    for i in range(len(order)):
        while insert(a, b, cum, order[i], kept, kept_worth, 0.0, none, 0) != NONE:
            pass


@njit(cache=True, nogil=True)
def best_options(a, b, cum):
    """For each request, the best gain less price of any option, whatever is held."""
    requests = len(a.request_sessions)
    best = np.full(requests, -1e18)
    for q in range(requests):
        for lane in range(a.request_lane[q], a.request_lane[q + 1]):
            for o in range(a.lane_ptr[lane], a.lane_ptr[lane + 1]):
                worth = gain(a, b, o, q)
                if worth > best[q]:
                    best[q] = max(best[q], worth - price_of(a, cum, o))
    return best


@njit(cache=True, nogil=True, inner=True)
def change_value(a, b, seat, kept, kept_worth):
    """What a re-solve pays because the seat's session is as it was."""
    o = b.held[seat]
    if kept_worth == 0 or o == NONE:
        return 0
    return kept_worth if is_kept(b, kept, b.seat_request[seat], o) else 0


@njit(cache=True, nogil=True, inner=True)
def _wanting(b, request):
    """Whether a session is missing."""
    return empty_seat(b, request) != NONE


@njit(cache=True, nogil=True)
def improve(a, link, b, cum, may, days, kept, kept_worth, seed, rounds, heat, cool):
    """Ruin and recreate `rounds` times, by simulated annealing from `heat` to `cool`.

    A loss of `heat` milli-points is accepted with probability 1/e. Only requests in `may` and
    weekdays in `days` are touched, so that two threads may work on one board when they share
    neither an applicant nor a weekday. Returns what was gained, kept sessions included.
    """
    np.random.seed(seed)
    lanes = len(a.lane_pair)
    log_seat = np.zeros(4 * MOST_CANDIDATES, np.int64)
    log_option = np.zeros(4 * MOST_CANDIDATES, np.int64)
    log_units = np.zeros(4 * MOST_CANDIDATES, np.uint64)
    candidates = np.zeros(MOST_CANDIDATES, np.int64)
    keys = np.zeros(MOST_CANDIDATES)
    near_lane = np.zeros(8 * MOST_CANDIDATES, np.int64)
    near_request = np.zeros(8 * MOST_CANDIDATES, np.int64)
    own = np.zeros(8 * MOST_CANDIDATES, np.int64)
    stamp = np.zeros(len(a.request_sessions), np.int64)
    flat = np.zeros_like(cum)
    total = np.int64(0)
    for turn in range(1, rounds + 1):
        # where to ruin: a place wanted in vain, or any
        lane = -1
        for attempt in range(400):
            drawn = np.random.randint(lanes)
            request = a.pair_request[a.lane_pair[drawn]]
            if not (may[request] and days[a.lane_day[drawn]]):
                continue
            lane = drawn
            if attempt > 48 or (
                _wanting(b, request) and not day_taken(a, b, request, a.lane_day[drawn])
            ):
                break
        if lane < 0:
            break
        logged, removed, near, count = 0, 0, 0, 0
        worth_before = b.value[0]
        kept_before, kept_after = np.int64(0), np.int64(0)
        target = 1 + np.random.randint(np.random.randint(4, MOST_REMOVED))
        for _ in range(1 + np.random.randint(3)):
            o = np.random.randint(a.lane_ptr[lane], a.lane_ptr[lane + 1])
            r, day = a.part_resource[a.pair_part[a.o_pair[o]]], a.o_day[o]
            slack = np.random.randint(12) if np.random.random() < 0.7 else 96
            first, last = a.o_start[o] - slack, a.o_start[o] + a.o_len[o] + slack
            seat = b.head[r, day]
            while seat != NONE and removed < target:
                after = b.next[seat]
                held, request = b.held[seat], b.seat_request[seat]
                meets = a.o_start[held] < last and a.o_start[held] + a.o_len[held] > first
                if meets and may[request]:
                    log_seat[logged], log_option[logged] = seat, held
                    log_units[logged] = b.held_units[seat]
                    logged += 1
                    removed += 1
                    kept_before += change_value(a, b, seat, kept, kept_worth)
                    remove(a, b, seat)
                    if stamp[request] != turn:
                        stamp[request] = turn
                        candidates[count] = request
                        count += 1
                seat = after
            lo, hi = link.at_ptr[r * 7 + day], link.at_ptr[r * 7 + day + 1]
            offset = np.random.randint(max(1, hi - lo))
            for i in range(hi - lo):
                other = link.at_lane[lo + (i + offset) % (hi - lo)]
                request = a.pair_request[a.lane_pair[other]]
                if not may[request] or near == len(near_lane):
                    continue
                if stamp[request] != turn:
                    if count == MOST_CANDIDATES or not _wanting(b, request):
                        continue
                    stamp[request] = turn
                    candidates[count] = request
                    count += 1
                near_lane[near], near_request[near] = other, request
                near += 1
            # go on where one of those removed could also go
            if logged > 0:
                request = b.seat_request[log_seat[np.random.randint(logged)]]
                lo, hi = a.request_lane[request], a.request_lane[request + 1]
                drawn = lo + np.random.randint(hi - lo)
                if days[a.lane_day[drawn]]:
                    lane = drawn
        # in which order to recreate
        mode = np.random.randint(3)
        steer = cum if np.random.random() < 0.6 else flat
        noise = 0.0 if np.random.random() < 0.5 else 0.2
        for i in range(count):
            keys[i] = np.random.random()
            if mode > 0:
                request = candidates[i]
                o = a.lane_ptr[a.request_lane[request]]
                density = gain(a, b, o, request) / (
                    a.o_len[o] * a.mask_dates[a.o_mask[o]] * max(1, a.pair_units[a.o_pair[o]])
                )
                keys[i] = -density * (0.6 + 0.8 * keys[i])
        for i in np.argsort(keys[:count]):
            request = candidates[i]
            own_count = 0
            was_removed = False
            for j in range(removed):
                if b.seat_request[log_seat[j]] == request:
                    was_removed = True
            if was_removed:
                for other in range(a.request_lane[request], a.request_lane[request + 1]):
                    if days[a.lane_day[other]] and own_count < len(own):
                        own[own_count] = other
                        own_count += 1
            else:
                for j in range(near):
                    if near_request[j] == request:
                        own[own_count] = near_lane[j]
                        own_count += 1
            while own_count > 0 and logged < len(log_seat):
                seat = insert(a, b, steer, request, kept, kept_worth, noise, own, own_count)
                if seat == NONE:
                    break
                log_seat[logged], log_option[logged] = seat, NONE
                logged += 1
                kept_after += change_value(a, b, seat, kept, kept_worth)
        gained = b.value[0] - worth_before + kept_after - kept_before
        warmth = heat * (cool / heat) ** (turn / rounds)
        if gained >= 0 or np.random.random() < np.exp(gained / warmth):
            total += gained
        else:
            for i in range(logged - 1, -1, -1):
                if log_option[i] == NONE:
                    remove(a, b, log_seat[i])
                else:
                    place(a, b, log_seat[i], log_option[i], log_units[i])
    return total


@njit(cache=True, nogil=True)
def restore(a, b, held, units):
    """Make the board hold exactly those sessions."""
    for seat in range(len(held)):
        if b.held[seat] != NONE and (
            b.held[seat] != held[seat] or b.held_units[seat] != units[seat]
        ):
            remove(a, b, seat)
    for seat in range(len(held)):
        if b.held[seat] == NONE and held[seat] != NONE:
            place(a, b, seat, held[seat], units[seat])


def copy_of(b: Board) -> Board:
    return Board(*(array.copy() for array in b))
