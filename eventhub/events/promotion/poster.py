"""The poster: one page to print and hang up, with a QR code that leads to the event's page."""

from __future__ import annotations

from datetime import datetime
from functools import partial

import segno
from fpdf import FPDF
from fpdf.enums import TextDirection

from eventhub.events.promotion import lettering
from eventhub.events.promotion.card import tiles
from eventhub.events.promotion.rules import even, fit, palette
from eventhub.events.promotion.texts import Sheet

SIZES = {"a4": (210.0, 297.0), "a3": (297.0, 420.0), "letter": (215.9, 279.4)}
"""Paper, in millimetres."""
_LEADING, _LEADING_TALL = 1.2, 1.5


class Poster:
    """A page whose measures are those of A4; larger paper makes everything larger."""

    def __init__(self, sheet: Sheet, *, size: str, link: str, at: datetime, scan: str) -> None:
        self.sheet, self.link, self.scan = sheet, link, scan
        self.colours = palette(sheet.hue, sheet.seeds)
        self.width, self.height = SIZES[size]
        self.unit = self.width / 210
        self.pdf = FPDF(format=(self.width, self.height))
        self.pdf.set_creation_date(at)
        self.pdf.set_auto_page_break(False)
        self.pdf.set_margin(0)
        self.pdf.c_margin = 0
        self.pdf.set_title(sheet.title)
        self.pdf.set_lang(sheet.tag)
        self.pdf.add_page()

    def draw(self) -> bytes:
        """The page as a PDF."""
        band = 74 * self.unit
        self._band(band)
        self._words(band)
        self._foot()
        return bytes(self.pdf.output())

    def _band(self, height: float) -> None:
        """Tiles across the head of the page, two rows of them."""
        pdf, colours = self.pdf, self.colours
        side = height / 2
        columns = -(-int(self.width * 10) // int(side * 10))
        pdf.set_fill_color(*colours.ground)
        pdf.rect(0, 0, self.width, height, style="F")
        with pdf.rect_clip(0, 0, self.width, height):
            for column, row, turn, shade, disc in tiles(self.sheet.seeds, columns, 2):
                pdf.set_fill_color(*(colours.spot if shade < 0 else colours.shades[shade]))
                self._tile(column * side, row * side, side, turn, disc)
        # The end of a clip brings the old colour back, of which fpdf2 knows nothing: say it again before letters lean on it.
        pdf.set_fill_color(255, 255, 255)

    def _tile(self, left: float, top: float, side: float, turn: int, disc: bool) -> None:
        if disc:
            self.pdf.circle(left + side / 2, top + side / 2, side / 2, style="F")
            return
        x, y = left + (side if turn in {1, 2} else 0), top + (side if turn in {2, 3} else 0)
        with self.pdf.rect_clip(left, top, side, side):
            self.pdf.circle(x, y, side, style="F")

    def _words(self, top: float) -> None:
        """From above: who invites, the title, when, where, and as much of what awaits people as there is room for."""
        unit, sheet = self.unit, self.sheet
        margin = 18 * unit
        width, bottom = self.width - 2 * margin, self.height - 74 * unit
        tall = _LEADING_TALL if sheet.from_right else _LEADING
        top += 13 * unit
        for text in (sheet.notice, sheet.host):
            top = self._block(text, top, width, (15,), 1, "bold", self.colours.shades[0])
        top += 2 * unit
        room = bottom - top - (12 + 13 * len(sheet.when) + (20 if sheet.place else 0)) * unit
        sizes = (64, 56, 49, 43, 38, 33, 29, 25)
        size, lines = fit(sheet.title, width, partial(_lines_in, room, unit, tall), sizes, partial(self._measure, "bold"))
        lines = even(lines, sheet.title, width, partial(self._measure, "bold", size=size))
        for line in lines:
            top += size * unit * 0.3528 * tall
            self._line(line, top, size, "bold", self.colours.ground)
        top += 6 * unit
        for text in sheet.when:
            top = self._block(text, top, width, (22, 19, 16), 2, "bold", self.colours.shades[0])
        top = self._block(sheet.place, top + 1 * unit, width, (18, 16), 2, "regular", self.colours.ground) + 3 * unit
        most = int((bottom - top) / (13 * 0.3528 * 1.4 * unit))
        if most > 0:
            self._block(sheet.summary, top, width, (13,), most, "regular", (70, 70, 70))

    def _block(
        self, text: str, top: float, width: float, sizes: tuple[int, ...], most: int, weight: str, ink: tuple[int, ...]
    ) -> float:
        """Lines under each other; gives where the next ones begin."""
        if not text:
            return top
        weight = lettering.weight_for(text, weight)
        size, lines = fit(text, width, lambda _size: most, sizes, partial(self._measure, weight))
        for line in lines:
            top += size * self.unit * 0.3528 * (1.5 if self.sheet.from_right else 1.4)
            self._line(line, top, size, weight, ink)
        return top + size * self.unit * 0.3528 * 0.25

    def _foot(self) -> None:
        """The code on the side where lines end, and what it leads to in words beside it."""
        unit, sheet = self.unit, self.sheet
        margin, side = 18 * unit, 46 * unit
        left, top = (margin if sheet.from_right else self.width - margin - side), self.height - margin - side
        self.pdf.set_draw_color(*self.colours.shades[0])
        self.pdf.set_line_width(0.4 * unit)
        self.pdf.line(margin, top - 6 * unit, self.width - margin, top - 6 * unit)
        self._code(left, top, side)
        self.pdf.link(left, top, side, side, self.link)
        room = self.width - 2 * margin - side - 8 * unit
        at = top + 2 * unit
        if self.scan:
            at = self._block(self.scan, at, room, (15, 13), 2, "bold", self.colours.ground)
        shown = self.link.partition("?")[0].removeprefix("https://").removeprefix("http://")
        at = self._block(lettering.alone(shown), at, room, (13, 11, 9), 2, "regular", self.colours.ground)
        self._block(lettering.alone(sheet.site), at + 2 * unit, room, (11,), 1, "regular", (90, 90, 90))

    def _code(self, left: float, top: float, side: float) -> None:
        """A QR code drawn as rectangles: sharp at any size. Its quiet zone is the white paper around it."""
        rows = [bytes(row) for row in segno.make(self.link, error="m", micro=False, boost_error=False).matrix]
        step = side / len(rows)
        self.pdf.set_fill_color(0, 0, 0)
        for y, row in enumerate(rows):
            x = 0
            while x < len(row):
                length = next((n for n in range(x, len(row)) if not row[n]), len(row)) - x
                if length:
                    self.pdf.rect(left + x * step, top + y * step, length * step, step + 0.01, style="F")
                x += max(1, length)

    def _measure(self, weight: str, text: str, size: int) -> float:
        return sum(self._set(run, weight, size) for run in lettering.runs(text, from_right=self.sheet.from_right))

    def _set(self, run: lettering.Run, weight: str, size: int) -> float:
        """Choose the font of a run; gives its width."""
        name = f"{run.family}-{weight}"
        if name not in self.pdf.fonts:
            self.pdf.add_font(name, fname=lettering.font_path(run.family, weight))
        self.pdf.set_font(name, size=size * self.unit)
        self.pdf.set_text_shaping(True, direction=TextDirection.RTL if run.from_right else TextDirection.LTR)
        return float(self.pdf.get_string_width(run.text))

    def _line(self, text: str, base: float, size: int, weight: str, ink: tuple[int, ...]) -> None:
        """One line with its foot at ``base``."""
        found = lettering.runs(text, from_right=self.sheet.from_right)
        widths = [self._set(run, weight, size) for run in found]
        x = self.width - 18 * self.unit - sum(widths) if self.sheet.from_right else 18 * self.unit
        self.pdf.set_text_color(*ink)
        height = size * self.unit * 0.3528
        for run, width in zip(found, widths, strict=True):
            self._set(run, weight, size)
            self.pdf.set_xy(x, base - height)
            self.pdf.cell(width, height, run.text)
            x += width


def _lines_in(room: float, unit: float, leading: float, size: int) -> int:
    return int(room / (size * unit * 0.3528 * leading))


def draw(sheet: Sheet, *, size: str, link: str, at: datetime, scan: str = "") -> bytes:
    """The poster as a PDF.

    :param link: where the code leads.
    :param at: when what it says was written; stands in the file, so that the same poster is the same bytes.
    :param scan: one line beside the code.
    """
    return Poster(sheet, size=size, link=link, at=at, scan=scan).draw()
