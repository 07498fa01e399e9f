import io
import struct
import zlib

import pytest
from PIL import Image, ImageCms

from eventhub.core.errors import Invalid
from eventhub.core.images import read_picture


def _packed(kind, size=(40, 20), color=(200, 10, 10), mode="RGB", **options):
    file = io.BytesIO()
    Image.new(mode, size, color).save(file, kind, **options)
    return file.getvalue()


def _opened(picture):
    return Image.open(io.BytesIO(picture.data))


def _refusal(data, **limits):
    with pytest.raises(Invalid) as refused:
        read_picture(io.BytesIO(data), **limits)
    assert list(refused.value.fields) == ["file"]
    return str(refused.value.fields["file"])


@pytest.fixture(autouse=True)
def spoken(db):
    """Sentences are looked up in a catalogue, which needs an application."""


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_a_picture_becomes_webp(kind):
    data = _packed(kind, color=5, mode="P") if kind == "GIF" else _packed(kind)
    picture = read_picture(io.BytesIO(data))

    assert (picture.content_type, picture.width, picture.height) == ("image/webp", 40, 20)
    assert (_opened(picture).format, _opened(picture).size) == ("WEBP", (40, 20))


@pytest.mark.parametrize(("size", "expected"), [((3200, 100), (1600, 50)), ((1600, 9), (1600, 9)), ((10, 20_000), (8, 16_000))])
def test_a_large_picture_is_made_smaller(size, expected):
    picture = read_picture(io.BytesIO(_packed("PNG", size)))

    assert (picture.width, picture.height) == expected
    assert _opened(picture).size == expected


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16"])
def test_every_mode_of_colour_is_read(mode):
    kind = "JPEG" if mode == "CMYK" else "PNG"
    picture = read_picture(io.BytesIO(_packed(kind, (2000, 4), 0 if len(mode) == 1 or mode == "I;16" else None, mode)))

    assert (picture.width, picture.height) == (1600, 3)


def test_transparency_stays():
    picture = read_picture(io.BytesIO(_packed("PNG", color=(255, 0, 0, 0), mode="RGBA")))

    assert _opened(picture).convert("RGBA").getpixel((0, 0))[3] == 0


def test_a_picture_stands_upright_and_tells_nothing_of_its_camera():
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Camera"
    exif.get_ifd(0x8825)[1] = "N"
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    data = _packed("JPEG", (4000, 3000), exif=exif, icc_profile=profile, comment=b"secret")
    picture = read_picture(io.BytesIO(data))

    assert (picture.width, picture.height) == (1600, 2133)
    assert set(_opened(picture).info) <= {"loop", "background", "timestamp", "duration"}
    assert [word for word in (b"EXIF", b"ICCP", b"XMP ", b"Camera", b"secret") if word in picture.data] == []


def test_the_first_frame_of_an_animation_is_taken():
    frames = [Image.new("RGB", (8, 8), color) for color in ("red", "blue")]
    file = io.BytesIO()
    frames[0].save(file, "GIF", save_all=True, append_images=frames[1:])
    red, _, blue = _opened(read_picture(io.BytesIO(file.getvalue()))).convert("RGB").getpixel((4, 4))

    assert red > 200 > 50 > blue


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize("data", [b"", b"hello", SVG, _packed("BMP"), _packed("TIFF"), _packed("PDF"), _packed("PNG")[:20]])
def test_what_is_not_one_of_the_four_kinds_is_refused(data):
    assert _refusal(data) == "This is not a picture that we can show. Please choose a JPEG, PNG, WebP or GIF."


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF"])
def test_a_broken_picture_is_refused(kind):
    file = io.BytesIO()
    Image.effect_noise((300, 300), 90).save(file, kind)

    assert "broken" in _refusal(file.getvalue()[: file.tell() // 2])


def test_a_webp_cut_short_is_refused_when_it_is_opened():
    file = io.BytesIO()
    Image.effect_noise((300, 300), 90).save(file, "WEBP")

    _refusal(file.getvalue()[:4000])


def test_a_file_too_large_says_both_sizes():
    assert _refusal(b"x" * (3 * 2**20), max_bytes=2**20) == "This file has 3 MB; at most 1 MB fit."
    assert _refusal(b"x" * (2**20 + 1), max_bytes=2**20) == "This file has 1.1 MB; at most 1 MB fit."


def _png_claiming(width, height):
    """A few bytes that claim to be a very large picture."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [(9_000, 7_000), (30_000, 30_000), (2_000_000_000, 2_000_000_000)])
def test_a_picture_with_too_many_pixels_is_refused_before_it_is_decoded(size):
    assert "pixels" in _refusal(_png_claiming(*size))


def test_the_limit_of_pixels_can_be_lower():
    said = _refusal(_packed("PNG", (2000, 1001)), max_pixels=2_000_000)

    assert said == "This picture has 2000 × 1001 pixels; at most 2 million fit."
