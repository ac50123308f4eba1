"""A land and its sites as plain values, and how they are read from files alone."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from softplace.engines.calendar import weekday_bit
from softplace.engines.reach.study import Study
from softplace.engines.reach.week import WeekOpenings
from softplace.engines.travel import Mode, Points, TravelTable
from softplace.engines.travel.points import Floats
from softplace.places.enums import Pattern
from softplace.places.formats import HoursDraft, PlaceDraft, PlaceFile
from softplace.territory.formats import CommuneFile
from softplace.territory.functions import family_of


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """Where people live and where a function is offered, in a week."""

    codes: Sequence[str]
    names: Sequence[str]
    departments: Sequence[str]
    points: Points
    people: Floats
    site_keys: Sequence[str]
    site_points: Points
    openings: WeekOpenings
    sites_beyond_border: int = 0
    """In neighbouring territories, of an installation that has a border."""
    sites_left_out: int = 0
    """Of a file, that have neither a point nor a commune that is known."""

    def study(
        self,
        *,
        mode: str,
        threshold_km: float,
        threshold_minutes: float | None = None,
        ways: TravelTable | None = None,
    ) -> Study:
        """The question, partitioned by département.

        Raises
        ------
        Refused
            As `Study`.
        """
        keys, parts = np.unique(np.array(self.departments, dtype=str), return_inverse=True)
        return Study(
            cells=self.points,
            people=self.people,
            parts=parts.astype(np.int64),
            part_keys=tuple(map(str, keys)),
            sites=self.site_points,
            openings=self.openings,
            mode=Mode(mode),
            threshold_km=threshold_km,
            threshold_minutes=threshold_minutes,
            ways=ways,
        )


def ground_of_files(communes: CommuneFile, places: PlaceFile, function: str) -> Ground:
    """From the files that can be imported, with no database.

    A place offers the function if its line says so, or one below it, or if the file has no
    column of functions: then it is a list of such places. One without a point stands at its
    commune's. Hours that are no weekly ones are not known.
    """
    family = family_of(function) | {function}
    where = {draft.code: (draft.latitude, draft.longitude) for draft in communes.drafts}
    offering = [
        draft
        for draft in places.drafts
        if draft.functions is None or family.intersection(draft.functions)
    ]
    sites = [(draft, at) for draft in offering if (at := _point(draft, where)) is not None]
    spans = [
        (site, start, end)
        for site, (draft, _) in enumerate(sites)
        for rule in draft.hours or ()
        for start, end in week_spans(rule)
    ]
    land = sorted(communes.drafts, key=lambda draft: draft.code)
    return Ground(
        [draft.code for draft in land],
        [draft.name for draft in land],
        [draft.department for draft in land],
        Points.of([(draft.latitude, draft.longitude) for draft in land]),
        np.array([float(draft.population or 0) for draft in land]),
        [draft.source_id for draft, _ in sites],
        Points.of([at for _, at in sites]),
        WeekOpenings.of(spans),
        len(offering) - len(sites),
    )


def week_spans(rule: HoursDraft) -> list[list[int]]:
    """A weekly rule in minutes of the week; an expression that is no weekly rule has none."""
    if rule.pattern != Pattern.WEEKLY:
        return []
    starts = [
        day * 1440 + rule.start_minute for day in range(7) if rule.weekdays & weekday_bit(day)
    ]
    return [[start, start + rule.length_minutes] for start in starts]


def _point(
    draft: PlaceDraft, communes: dict[str, tuple[float, float]]
) -> tuple[float, float] | None:
    latitude, longitude = draft.fields.get("latitude"), draft.fields.get("longitude")
    if latitude is None or longitude is None:
        return communes.get(draft.commune_code)
    return latitude, longitude
