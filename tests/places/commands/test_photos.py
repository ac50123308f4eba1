"""Photos are made small and forget where they were taken."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from softplace.foundation.errors import Refused
from softplace.places.commands import add_photo, remove_photo
from softplace.places.models import Photo
from tests.places.cast import a_place

pytestmark = pytest.mark.django_db
ORIENTATION, CAMERA = 0x0112, 0x0110


@pytest.fixture(autouse=True)
def _media(settings: object, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]


def a_picture(width: int, height: int, image_format: str = "JPEG", mode: str = "RGB") -> BytesIO:
    file = BytesIO()
    exif = Image.Exif()
    exif[ORIENTATION], exif[CAMERA] = 6, "Spy 3000"  # 6: turned by a quarter
    Image.new(mode, (width, height), "teal").save(file, image_format, exif=exif)
    return file


def added(file: BytesIO, alternative_text: str = "La façade") -> Photo:
    size = len(file.getvalue())
    return add_photo(
        actor=None, place=a_place(), file=file, size_bytes=size, alternative_text=alternative_text
    )


def test_a_large_photo_is_turned_upright_made_small_and_stripped() -> None:
    photo = added(a_picture(4000, 3000))
    kept = Image.open(photo.file.path)
    assert kept.size == (photo.width, photo.height) == (1200, 1600)
    assert (kept.format, dict(kept.getexif())) == ("JPEG", {})
    assert b"Spy" not in Path(photo.file.path).read_bytes()


def test_what_is_transparent_stands_on_white() -> None:
    photo = added(BytesIO(_transparent()))
    assert Image.open(photo.file.path).getpixel((5, 5)) == (255, 255, 255)


def _transparent() -> bytes:
    file = BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(file, "PNG")
    return file.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"%PDF-1.7",
        a_picture(50, 50).getvalue()[:200],
    ],
)
def test_what_is_no_photo_is_refused_and_nothing_is_kept(content: bytes, tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        added(BytesIO(content))
    assert [reason.code for reason in refused.value.reasons] == ["not_a_photo"]
    assert not Photo.objects.exists()
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_photo_of_two_hundred_megabytes_is_refused_unread() -> None:
    with pytest.raises(Refused) as refused:
        add_photo(
            actor=None,
            place=a_place(),
            file=BytesIO(b"x"),
            size_bytes=200 * 1024**2,
            alternative_text="La façade",
        )
    assert [(r.code, r.details["megabytes"]) for r in refused.value.reasons] == [
        ("photo_too_heavy", 200)
    ]


@pytest.mark.django_db(transaction=True)
def test_a_removed_photo_leaves_no_file() -> None:
    photo = added(a_picture(40, 30))
    remove_photo(actor=None, photo=photo)
    assert not Path(photo.file.path).exists()
