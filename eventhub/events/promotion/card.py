"""The share image: 1200 × 630, drawn on the server, so that a link shows what, when and where before anyone opens it."""

from __future__ import annotations

import io
from functools import lru_cache, partial

from PIL import Image, ImageDraw, ImageFont

from eventhub.events.promotion import lettering
from eventhub.events.promotion.rules import Palette, even, fit, palette
from eventhub.events.promotion.texts import Sheet

WIDTH, HEIGHT = 1200, 630
_FINE = 2
"""Shapes are drawn twice as large and made small, which smooths their edges; letters are drawn in their own size."""
TILE = 210
MARGIN = 64
SIZES = (78, 70, 62, 55, 49, 44, 40, 36)


def draw(sheet: Sheet) -> bytes:
    """The card as a PNG."""
    colours = palette(sheet.hue, sheet.seeds)
    picture = _ornament(sheet, colours).resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
    _write(ImageDraw.Draw(picture), sheet, colours)
    packed = io.BytesIO()
    picture.quantize(128, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(packed, "PNG", optimize=True)
    return packed.getvalue()


def tiles(seeds: bytes, columns: int, rows: int) -> list[tuple[int, int, int, int, bool]]:
    """Column, row, quarter turn, shade and whether it is a whole disc, of each tile; the shade −1 is the one spot of light."""
    count = columns * rows
    spot = seeds[5] % count
    found = []
    for n in range(count):
        value = seeds[(n * 5 + 7) % len(seeds)]
        found.append((n % columns, n // columns, value // 4 % 4, -1 if n == spot else value % 4, value % 7 == 0 and n != spot))
    return found


def _ornament(sheet: Sheet, colours: Palette) -> Image.Image:
    """The ground, and a strip of tiles on the side where lines end."""
    size = TILE * _FINE
    picture = Image.new("RGB", (WIDTH * _FINE, HEIGHT * _FINE), colours.ground)
    pen = ImageDraw.Draw(picture)
    for column, row, turn, shade, disc in tiles(sheet.seeds, 2, 3):
        left = column * size if sheet.from_right else WIDTH * _FINE - (column + 1) * size
        top = row * size
        fill = colours.spot if shade < 0 else colours.shades[shade]
        if disc:
            pen.ellipse((left, top, left + size, top + size), fill=fill)
        else:
            x, y = left + (size if turn in {1, 2} else 0), top + (size if turn in {2, 3} else 0)
            pen.pieslice((x - size, y - size, x + size, y + size), turn * 90, turn * 90 + 90, fill=fill)
    return picture


def _write(pen: ImageDraw.ImageDraw, sheet: Sheet, colours: Palette) -> None:
    """From above who invites, from below the site, where and when; the title takes what is left between them."""
    width, side = WIDTH - 2 * TILE - 2 * MARGIN, sheet.from_right
    at, top, bottom = WIDTH - MARGIN if side else MARGIN, MARGIN, HEIGHT - MARGIN
    colour = colours.spot if sheet.notice else colours.soft_ink
    for line in _lines(sheet.notice or sheet.host, 27, "bold", width, 1):
        _line(pen, line, (at, top + 24), 27, "bold", colour, from_right=side)
        top += 60
    plain = lettering.weight_for(sheet.place, "regular")
    below = [
        *((line, 32, "bold", colours.spot) for text in sheet.when for line in _lines(text, 32, "bold", width, 2)),
        *((line, 29, plain, colours.ink) for line in _lines(sheet.place, 29, plain, width, 2)),
    ]
    for line in _lines(lettering.alone(sheet.site), 22, "regular", width, 1):
        _line(pen, line, (at, bottom), 22, "regular", colours.soft_ink, from_right=side)
        bottom -= 56
    for line, size, weight, ink in reversed(below):
        _line(pen, line, (at, bottom), size, weight, ink, from_right=side)
        bottom -= 44
    _write_title(pen, sheet, colours, (at, top, width, bottom - top))


def _write_title(pen: ImageDraw.ImageDraw, sheet: Sheet, colours: Palette, box: tuple[int, int, int, int]) -> None:
    """As large as fits."""
    at, top, width, height = box
    leading = 1.4 if sheet.from_right else 1.2
    if sheet.title:
        size, lines = fit(
            sheet.title, width, lambda size: int(height / (size * leading)), SIZES, partial(measure, weight="bold")
        )
        lines = even(lines, sheet.title, width, partial(measure, size=size, weight="bold"))
        for number, line in enumerate(lines):
            where = (at, top + round(size * (0.85 + number * leading)))
            _line(pen, line, where, size, "bold", colours.ink, from_right=sheet.from_right)


def _lines(text: str, size: int, weight: str, width: float, most: int) -> list[str]:
    return fit(text, width, lambda _size: most, (size,), partial(measure, weight=weight))[1] if text else []


def measure(text: str, size: int, weight: str) -> float:
    """How wide a line is."""
    return sum(_width(run, size, weight) for run in lettering.runs(text, from_right=False))


def _width(run: lettering.Run, size: int, weight: str) -> float:
    return _font(run.family, weight, size).getlength(run.text, direction="rtl" if run.from_right else "ltr")


def _line(
    pen: ImageDraw.ImageDraw,
    text: str,
    at: tuple[int, int],
    size: int,
    weight: str,
    ink: tuple[int, int, int],
    *,
    from_right: bool,
) -> None:
    """One line on its baseline; it begins at ``at``, or ends there when it runs from the right."""
    found = lettering.runs(text, from_right=from_right)
    x: float = at[0] - (sum(_width(run, size, weight) for run in found) if from_right else 0)
    for run in found:
        direction = "rtl" if run.from_right else "ltr"
        pen.text((x, at[1]), run.text, font=_font(run.family, weight, size), fill=ink, anchor="ls", direction=direction)
        x += _width(run, size, weight)


@lru_cache(maxsize=64)
def _font(family: str, weight: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(lettering.font_path(family, weight), size, layout_engine=ImageFont.Layout.RAQM)
