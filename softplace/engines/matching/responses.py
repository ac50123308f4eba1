"""What every request takes at given prices: the kernel of the bound (`dual`)."""

# Kernels are typed by Numba, not by annotations.
# mypy: disable-error-code="no-untyped-def,assignment,no-untyped-call"

import numpy as np

from softplace.engines.compiled import njit


@njit(cache=True, nogil=True, inner=True)
def _worth_of_hours(slopes, widths, used, slots):
    worth, before = 0.0, used
    for k in range(len(slopes)):
        if k < len(widths):
            room = max(np.int64(0), widths[k] - before)
            before = max(np.int64(0), before - widths[k])
            taken = min(room, slots)
        else:
            taken = slots
        worth += slopes[k] * taken
        slots -= taken
        if slots == 0:
            break
    return worth


@njit(cache=True, nogil=True)
def respond(
    a,
    side,
    cum,
    busy_cum,
    hours,
    half_day,
    first,
    last,
    gains,
    active,
    active_ptr,
    reach,
    usage,
    hours_used,
    half_day_used,
    busy_used,
):
    """What the requests [first, last) take at these prices, and what they gain together.

    With `reach` >= 0 all options are looked at, and those that prices could make the best by
    moving `reach` a slot and date are written to `active`; else only those written before are.
    `gains` is room for one request, or for all options, whose reduced gains are then left in it.
    Adds to `usage[layout, track, weekday, slot + 1, group]` as differences along the slots, to
    `hours_used[applicant]`, `half_day_used` and `busy_used`.
    """
    o_pair, o_day, o_start, o_len = a.o_pair, a.o_day, a.o_start, a.o_len
    o_mask, o_points = a.o_mask, a.o_points
    mask_dates, mask_counts, slopes, widths = a.mask_dates, a.mask_counts, a.slopes, a.widths
    pair_part, pair_units, part_pool = a.pair_part, a.pair_units, a.part_pool
    part_resource, part_track, part_track_ptr = a.part_resource, a.part_track, a.part_track_ptr
    resource_setup, noon = a.resource_setup, a.noon
    groups = mask_counts.shape[1]
    total = 0.0
    best_gain, best_option = np.zeros(7), np.zeros(7, np.int64)
    all_gains = len(gains) == len(o_pair)
    count = active_ptr[first]
    for q in range(first, last):
        if reach >= 0.0:
            active_ptr[q] = count
            lo, hi = a.lane_ptr[a.request_lane[q]], a.lane_ptr[a.request_lane[q + 1]]
            shift = 0 if all_gains else lo
        else:
            shift = 0
            lo, hi = active_ptr[q], active_ptr[q + 1]
        if lo == hi:
            continue
        applicant = a.request_applicant[q]
        layout = a.request_layout[q] if cum.shape[0] > 1 else 0
        single, rate = side.single[applicant], hours[applicant]
        used = a.used_slots[applicant]
        best_gain[:] = 0.0
        best_option[:] = -1
        for i in range(lo, hi):
            o = i if reach >= 0.0 else active[i]
            start, number, day = np.int64(o_start[o]), o_mask[o], o_day[o]
            pair = o_pair[o]
            part = pair_part[pair]
            r = part_resource[part]
            end = start + o_len[o]
            slots = mask_dates[number] * np.int64(o_len[o])
            worth = np.float64(o_points[o])
            if single:
                worth += _worth_of_hours(slopes, widths, used, slots)
            else:
                worth += rate * slots
            half = 1 if start >= noon else 0
            stop = end + resource_setup[r]
            factor = pair_units[pair] if part_pool[part] else 1
            row = side.busy_row[applicant, day]
            for g in range(groups):
                dates = mask_counts[number, g]
                if dates == 0:
                    continue
                price = 0.0
                for k in range(part_track_ptr[part], part_track_ptr[part + 1]):
                    track = part_track[k]
                    price += cum[layout, track, day, stop, g] - cum[layout, track, day, start, g]
                price *= factor
                if row >= 0:
                    price += busy_cum[row, end, g] - busy_cum[row, start, g]
                worth += dates * (half_day[r, day, half, g] - price)
            if reach >= 0.0:
                gains[i - shift] = worth
            if worth > best_gain[day]:
                best_gain[day], best_option[day] = worth, o
        if reach >= 0.0 and len(active) > 0:
            for i in range(lo, hi):
                margin = reach * 0.4 * mask_dates[o_mask[i]] * o_len[i]
                if gains[i - shift] >= best_gain[o_day[i]] - margin:
                    active[count] = i
                    count += 1
        for _ in range(a.request_sessions[q]):
            day = np.argmax(best_gain)
            o = best_option[day]
            if o < 0 or best_gain[day] <= 0.0:
                break
            total += best_gain[day]
            best_gain[day] = 0.0
            best_option[day] = -1
            pair, number = o_pair[o], o_mask[o]
            part = pair_part[pair]
            r = part_resource[part]
            start = np.int64(o_start[o])
            end = start + o_len[o]
            stop = end + resource_setup[r]
            half = 1 if start >= noon else 0
            factor = pair_units[pair] if part_pool[part] else 1
            row = side.busy_row[applicant, day]
            hours_used[applicant] += mask_dates[number] * np.int64(o_len[o])
            for g in range(groups):
                dates = mask_counts[number, g]
                half_day_used[r, day, half, g] += dates
                for k in range(part_track_ptr[part], part_track_ptr[part + 1]):
                    track = part_track[k]
                    usage[layout, track, day, start, g] += factor * dates
                    usage[layout, track, day, stop, g] -= factor * dates
                if row >= 0:
                    busy_used[row, start, g] += dates
                    busy_used[row, end, g] -= dates
    if reach >= 0.0:
        active_ptr[last] = count
    return total


@njit(cache=True, nogil=True)
def to_losses(a, gains):
    """Turn reduced gains into losses: what the request loses by taking this option."""
    best = np.zeros(7)
    for q in range(len(a.request_sessions)):
        lo, hi = a.lane_ptr[a.request_lane[q]], a.lane_ptr[a.request_lane[q + 1]]
        best[:] = 0.0
        for o in range(lo, hi):
            best[a.o_day[o]] = max(best[a.o_day[o]], gains[o])
        ranked = np.sort(best)[::-1]
        least = ranked[min(6, a.request_sessions[q] - 1)] if a.request_sessions[q] > 0 else 0.0
        for o in range(lo, hi):
            gains[o] = max(0.0, max(least, best[a.o_day[o]]) - gains[o])
