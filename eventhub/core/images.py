"""Pictures that people upload: known by their content, made small, and freed of all they tell besides the picture."""

from __future__ import annotations

import io
import struct
import warnings
from dataclasses import dataclass
from typing import BinaryIO

from PIL import ExifTags, Image, ImageCms, ImageOps, UnidentifiedImageError

from eventhub.core.errors import Invalid
from eventhub.core.text import LazyText
from eventhub.core.text import lazy_gettext as _l

MAX_BYTES = 8 * 2**20
MAX_PIXELS = 40_000_000
MAX_WIDTH = 1600
MAX_HEIGHT = 16_000  # WebP ends at 16,383
QUALITY = 82
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")

# Pillow asks this before it decodes anything; its warning just above the limit is as good as an error to us.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS
warnings.filterwarnings("error", category=Image.DecompressionBombWarning)

_BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)
_BROKEN = (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError, struct.error)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture ready to be stored: its bytes, its type, its size in pixels."""

    data: bytes
    content_type: str
    width: int
    height: int


def read_picture(stream: BinaryIO, *, max_bytes: int = MAX_BYTES, max_pixels: int = MAX_PIXELS) -> Picture:
    """Read a JPEG, PNG, WebP or GIF (its first frame) into a WebP of at most ``MAX_WIDTH`` pixels across.

    It is turned as its camera held it, brought to sRGB, and keeps no metadata.

    :param max_pixels: at most ``MAX_PIXELS``; asked before anything is decoded.
    :raises Invalid: on ``file``: too large, not a picture, too many pixels, or broken.
    """
    image = _open(_read(stream, max_bytes), max_pixels)
    try:
        image = _shrunk(image)
    except _BOMBS:
        raise _too_many_pixels(image.size, max_pixels) from None
    except _BROKEN:
        sentence = _l("This picture is broken and can't be read to its end. Please save it anew and try again.")
        raise _invalid(sentence) from None
    packed = io.BytesIO()
    image.save(packed, "WEBP", quality=QUALITY)
    return Picture(packed.getvalue(), "image/webp", image.width, image.height)


def _read(stream: BinaryIO, max_bytes: int) -> bytes:
    data = stream.read(max_bytes + 1)
    if len(data) <= max_bytes:
        return data
    size = len(data)
    while chunk := stream.read(2**20):
        size += len(chunk)
    raise _invalid(
        _l("This file has %(size)s MB; at most %(limit)s MB fit.", size=_megabytes(size), limit=_megabytes(max_bytes))
    )


def _open(data: bytes, max_pixels: int) -> Image.Image:
    try:
        image = Image.open(io.BytesIO(data), formats=FORMATS)
    except _BOMBS:
        raise _invalid(_l("This picture has too many pixels. Please make it smaller first.")) from None
    except (UnidentifiedImageError, *_BROKEN):
        raise _invalid(_l("This is not a picture that we can show. Please choose a JPEG, PNG, WebP or GIF.")) from None
    if image.width * image.height > max_pixels:
        raise _too_many_pixels(image.size, max_pixels)
    return image


def _shrunk(image: Image.Image) -> Image.Image:
    """The picture upright, small, in sRGB and bare: made small first, so that one full-size copy is all it takes."""
    orientation = image.getexif().get(ExifTags.Base.Orientation, 1)
    lying = orientation in {5, 6, 7, 8}
    box = (MAX_HEIGHT, MAX_WIDTH) if lying else (MAX_WIDTH, MAX_HEIGHT)
    if image.format in {"JPEG", "MPO"}:
        image.draft(None, (MAX_WIDTH, MAX_WIDTH))  # lets the decoder leave out detail that would go anyway
    image.load()
    profile = image.info.get("icc_profile")
    if image.mode not in {"RGB", "RGBA", "L", "CMYK"}:
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    image.thumbnail(box)
    ImageOps.exif_transpose(image, in_place=True)
    image = _in_srgb(image, profile)
    image.info.clear()
    return image


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """The colours as the picture's own profile means them; a profile that doesn't fit is left aside."""
    if profile and image.mode in {"RGB", "CMYK"}:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            turned = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
        except (ImageCms.PyCMSError, *_BROKEN):
            turned = None
        image = turned or image
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def _too_many_pixels(size: tuple[int, int], max_pixels: int) -> Invalid:
    return _invalid(
        _l(
            "This picture has %(width)s × %(height)s pixels; at most %(limit)s million fit.",
            width=size[0], height=size[1], limit=max_pixels // 1_000_000,
        )
    )  # fmt: skip


def _invalid(sentence: LazyText) -> Invalid:
    return Invalid({"file": sentence})


def _megabytes(size: int) -> str:
    """Rounded up to a tenth, so that a file just above the limit never seems to fit."""
    return f"{-(-size * 10 // 2**20) / 10:g}"
