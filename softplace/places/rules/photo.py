"""Why a picture is refused."""

from softplace.foundation.errors import Reason
from softplace.foundation.legible import reasons_to_refuse_text

LARGEST_PHOTO_BYTES = 12 * 1024 * 1024
LARGEST_PHOTO_PIXELS = 60_000_000
"""More than any telephone makes; what unpacks to more is meant to fill the memory."""
LONGEST_SIDE_PIXELS = 1600
MOST_PHOTOS_OF_A_PLACE = 60
FORMATS = frozenset({"JPEG", "PNG", "WEBP", "GIF", "MPO"})


def reasons_to_refuse_photo(
    *,
    size_bytes: int,
    image_format: str,
    width: int,
    height: int,
    alternative_text: str,
    photo_count: int = 0,
) -> list[Reason]:
    """`image_format` is Pillow's name for it, empty where it is no image that can be read."""
    reasons = reasons_to_refuse_text("alternative_text", alternative_text, limit=200, required=True)
    if photo_count >= MOST_PHOTOS_OF_A_PLACE:
        reasons.append(Reason("too_many_photos", "file", {"limit": MOST_PHOTOS_OF_A_PLACE}))
    if size_bytes > LARGEST_PHOTO_BYTES:
        megabytes = {"limit": LARGEST_PHOTO_BYTES // 1024**2, "megabytes": size_bytes // 1024**2}
        return [*reasons, Reason("photo_too_heavy", "file", megabytes)]
    if image_format not in FORMATS:
        return [*reasons, Reason("not_a_photo", "file")]
    if width * height > LARGEST_PHOTO_PIXELS:
        reasons.append(Reason("photo_too_many_pixels", "file", {"width": width, "height": height}))
    return reasons
