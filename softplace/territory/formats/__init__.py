"""Files about the territory: bytes in, drafts and refused lines out, no database."""

from softplace.territory.formats.boundaries import BoundaryDraft, BoundaryFile, read_boundaries
from softplace.territory.formats.communes import CommuneDraft, CommuneFile, read_communes
from softplace.territory.formats.geonames import read_geonames
from softplace.territory.formats.school_holidays import (
    SchoolHolidayDraft,
    SchoolHolidayFile,
    read_school_holidays,
)

__all__ = [
    "BoundaryDraft",
    "BoundaryFile",
    "CommuneDraft",
    "CommuneFile",
    "SchoolHolidayDraft",
    "SchoolHolidayFile",
    "read_boundaries",
    "read_communes",
    "read_geonames",
    "read_school_holidays",
]
