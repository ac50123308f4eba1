"""Pictures of places: read, freed of what a camera wrote into them, made small, kept."""

import secrets
import warnings
from io import BytesIO
from typing import BinaryIO, NamedTuple

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Max
from PIL import Image, ImageOps

from softplace.foundation.errors import Reason, Refused, refuse
from softplace.people.models import User
from softplace.places.commands.authorised import note_change, place_to_change
from softplace.places.models import Photo, Place, Resource
from softplace.places.rules import reasons_to_refuse_photo
from softplace.places.rules.photo import FORMATS, LARGEST_PHOTO_BYTES, LONGEST_SIDE_PIXELS

JPEG_QUALITY = 82
READ = sorted(FORMATS - {"MPO"})
"""MPO, the pair of images of some telephones, is found by the reader of JPEG."""


class _Looked(NamedTuple):
    image_format: str
    width: int
    height: int


@transaction.atomic
def add_photo(
    *,
    actor: User | None,
    place: Place,
    file: BinaryIO,
    size_bytes: int,
    alternative_text: str,
    resource: Resource | None = None,
) -> Photo:
    """Keep a picture, encoded anew: no place where it was taken, no more pixels than are shown."""
    place = place_to_change(actor, place.pk)
    looked = _look(file, size_bytes)
    reasons = reasons_to_refuse_photo(
        size_bytes=size_bytes,
        image_format=looked.image_format,
        width=looked.width,
        height=looked.height,
        alternative_text=alternative_text,
        photo_count=place.photos.count(),
    )
    if resource is not None and resource.place_id != place.pk:
        reasons.append(Reason("resource_of_another_place", "resource"))
    refuse(reasons)
    content = _encoded_anew(file)
    last = place.photos.aggregate(last=Max("position"))["last"]
    photo = Photo.objects.create(
        place=place,
        resource=resource,
        file=ContentFile(content, name=f"{place.slug[:40]}-{secrets.token_hex(8)}.jpg"),
        alternative_text=alternative_text.strip(),
        position=0 if last is None else last + 1,
    )
    note_change(actor, place, "add_photo", {"photo": (None, photo.alternative_text)})
    return photo


@transaction.atomic
def remove_photo(*, actor: User | None, photo: Photo) -> Place:
    """Take a picture away, and its file once that is certain."""
    place = place_to_change(actor, photo.place_id)
    stored = place.photos.filter(pk=photo.pk).first()
    if stored is None:
        raise Refused(Reason("already_removed"))
    file, words = stored.file, stored.alternative_text
    stored.delete()
    transaction.on_commit(lambda: file.storage.delete(str(file.name)))
    note_change(actor, place, "remove_photo", {"photo": (words, None)})
    return place


def _look(file: BinaryIO, size_bytes: int) -> _Looked:
    """Format and size as the file's head tells them; nothing is unpacked yet."""
    if size_bytes > LARGEST_PHOTO_BYTES:
        return _Looked("", 0, 0)
    file.seek(0)
    try:
        with warnings.catch_warnings():
            # The size is judged by our own rule.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(file, formats=READ) as image:
                return _Looked(image.format or "", *image.size)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return _Looked("", 0, 0)


def _encoded_anew(file: BinaryIO) -> bytes:
    file.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(file, formats=READ) as image:
                image.draft("RGB", (2 * LONGEST_SIDE_PIXELS, 2 * LONGEST_SIDE_PIXELS))
                upright = ImageOps.exif_transpose(image)
                if upright.mode in {"RGBA", "LA", "P", "PA"}:
                    upright = upright.convert("RGBA")
                    paper = Image.new("RGBA", upright.size, "white")
                    upright = Image.alpha_composite(paper, upright)
                upright = upright.convert("RGB")
                upright.thumbnail((LONGEST_SIDE_PIXELS, LONGEST_SIDE_PIXELS))
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise Refused(Reason("not_a_photo", "file")) from error
    upright.info.clear()
    content = BytesIO()
    upright.save(content, "JPEG", quality=JPEG_QUALITY, optimize=True, progressive=True)
    return content.getvalue()
