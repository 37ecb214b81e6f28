"""User, time and serial on every page of what leaves: PDF, pictures, sheets, text.

A watermark deters and traces; it does not prevent.
"""

import csv
import io
import os
from functools import lru_cache
from pathlib import Path

import openpyxl
from openpyxl.utils import range_boundaries
from PIL import Image, ImageDraw, ImageFont
from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from reportlab.lib.colors import Color
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFError, TTFont
from reportlab.pdfgen.canvas import Canvas

# Adobe's name for simplified Chinese; viewers bring the glyphs.
_CHINESE = "STSong-Light"
_FONT_NAMES = (
    "NotoSansCJK-Regular.ttc",
    "NotoSansSC-Regular.otf",
    "SourceHanSansSC-Regular.otf",
    "wqy-microhei.ttc",
    "wqy-zenhei.ttc",
    "uming.ttc",
    "msyh.ttc",
)
_IMAGES = {"image/png": "PNG", "image/jpeg": "JPEG", "image/webp": "WEBP", "image/bmp": "PNG"}
MAX_PIXELS = 60_000_000


class WatermarkError(Exception):
    """The bytes cannot be rendered with a watermark."""


def can_stamp(mimetype):
    """Whether a paper of this kind can be shown with a watermark.

    >>> can_stamp("application/pdf"), can_stamp("image/png"), can_stamp("image/svg+xml")
    (True, True, False)
    """
    return mimetype == "application/pdf" or mimetype in _IMAGES


def stamp(content, mimetype, text, plain):
    """A watermarked rendering of a PDF or picture: (bytes, mimetype).

    :param text: the watermark; `plain` the same in ASCII, for pictures without a Chinese font
    :raise WatermarkError: when the bytes cannot be rendered
    """
    if mimetype == "application/pdf":
        return stamp_pdf(content, text), mimetype
    return stamp_image(content, mimetype, text, plain)


def stamp_pdf(content, text, mark="", pages=()):
    """The PDF with the watermark across and at the foot of every page.

    :param mark: the level, printed at the head
    :param pages: numbers of the pages to keep, all when empty
    """
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise WatermarkError("encrypted")
        writer = PdfWriter()
        for number, page in enumerate(reader.pages, start=1):
            if pages and number not in pages:
                continue
            page = writer.add_page(page)
            # What a page does when it is opened, and what is hidden behind it, stays inside.
            for key in ("/AA", "/Annots"):
                page.pop(key, None)
            page.transfer_rotation_to_content()
            box = page.mediabox
            overlay = _draw_overlay(float(box.width), float(box.height), text, mark)
            layer = PdfReader(io.BytesIO(overlay)).pages[0]
            page.merge_translated_page(layer, float(box.left), float(box.bottom))
    except WatermarkError:
        raise
    except (PyPdfError, ValueError, TypeError, KeyError, AttributeError, OSError) as error:
        raise WatermarkError(str(error)) from error
    if not writer.pages:
        raise WatermarkError("no page")
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def merge_pdfs(contents):
    """One PDF out of several."""
    writer = PdfWriter()
    for content in contents:
        writer.append(io.BytesIO(content))
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def image_to_pdf(content):
    """A picture as one A4-wide PDF page, so that it can be stamped and merged."""
    try:
        image = Image.open(io.BytesIO(content)).convert("RGB")
    except (OSError, ValueError, Image.DecompressionBombError) as error:
        raise WatermarkError(str(error)) from error
    buffer = io.BytesIO()
    image.save(buffer, "PDF", resolution=max(image.width / 8.27, 36))
    return buffer.getvalue()


@lru_cache
def _register_chinese():
    """Name of the font for Chinese: embedded where the server has one in TrueType outlines."""
    for path in _find_font_paths():
        try:
            pdfmetrics.registerFont(TTFont("SecrecyChinese", path))
        except (TTFError, OSError):
            continue
        return "SecrecyChinese"
    pdfmetrics.registerFont(UnicodeCIDFont(_CHINESE))
    return _CHINESE


def _split_runs(text):
    """The text in runs of one font each: Latin ones look bad in a Chinese font.

    >>> [words for _font, words in _split_runs("赵敏 (sales)")]
    ['赵敏', ' (sales)']
    """
    runs = []
    for character in text:
        font = "Helvetica" if ord(character) < 256 else _register_chinese()
        if runs and runs[-1][0] == font:
            runs[-1] = (font, runs[-1][1] + character)
        else:
            runs.append((font, character))
    return runs


def _draw_text(canvas, x, y, runs, size):
    for font, words in runs:
        canvas.setFont(font, size)
        canvas.drawString(x, y, words)
        x += canvas.stringWidth(words, font, size)


def _width(canvas, runs, size):
    return sum(canvas.stringWidth(words, font, size) for font, words in runs)


def _draw_overlay(width, height, text, mark):
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(width, height))
    runs = _split_runs(text)
    size = max(min(width, height) / 40, 7)
    canvas.setFillColor(Color(0.2, 0.2, 0.2, alpha=0.2))
    step = _width(canvas, runs, size) + 5 * size
    canvas.saveState()
    canvas.translate(width / 2, height / 2)
    canvas.rotate(32)
    reach = (width**2 + height**2) ** 0.5 / 2
    y, shift = -reach, 0
    while y < reach:
        x = -reach - shift
        while x < reach:
            _draw_text(canvas, x, y, runs, size)
            x += step
        y, shift = y + 8 * size, (shift + step / 2) % step
    canvas.restoreState()
    canvas.setFillColor(Color(0.2, 0.2, 0.2, alpha=0.9))
    _draw_text(canvas, (width - _width(canvas, runs, 7)) / 2, 9, runs, 7)
    if mark:
        words = _split_runs(mark)
        _draw_text(canvas, width - 14 - _width(canvas, words, 8), height - 14, words, 8)
    canvas.save()
    return buffer.getvalue()


def stamp_image(content, mimetype, text, plain):
    """A picture with the watermark over it: (bytes, mimetype); one frame only."""
    kind = _IMAGES.get(mimetype)
    try:
        image = Image.open(io.BytesIO(content))
        if not kind or getattr(image, "n_frames", 1) > 1 or image.width * image.height > MAX_PIXELS:
            raise WatermarkError(mimetype)
        base = image.convert("RGBA")
    except (OSError, ValueError, Image.DecompressionBombError) as error:
        raise WatermarkError(str(error)) from error
    size = max(min(base.size) // 28, 11)
    font, chinese = _find_font(size)
    words = text if chinese else plain
    layer = Image.new("RGBA", base.size, (0, 0, 0, 0))
    left, top, right, bottom = font.getbbox(words)
    tile = Image.new("RGBA", (right - left + 6 * size, bottom - top + 2), (0, 0, 0, 0))
    draw = ImageDraw.Draw(tile)
    draw.text((1 - left, 1 - top), words, font=font, fill=(90, 90, 90, 96))
    draw.text((-left, -top), words, font=font, fill=(255, 255, 255, 70))
    tile = tile.rotate(28, expand=True)
    for y in range(-tile.height // 2, base.height, max(tile.height // 2, 5 * size)):
        for x in range(-tile.width // 3, base.width, tile.width):
            layer.alpha_composite(tile, (max(x, 0), max(y, 0)), (max(-x, 0), max(-y, 0)))
    result = Image.alpha_composite(base, layer)
    buffer = io.BytesIO()
    (result.convert("RGB") if kind == "JPEG" else result).save(buffer, kind)
    return buffer.getvalue(), "image/png" if kind == "PNG" else mimetype


@lru_cache
def _find_font_paths():
    """Files with Chinese fonts on this server, best first."""
    roots = [*os.environ.get("XDG_DATA_DIRS", "").split(":"), "/usr/share", "/usr/local/share"]
    paths = []
    for root in filter(None, roots):
        fonts = Path(root) / "fonts"
        if fonts.is_dir():
            found = {path.name: path for path in fonts.rglob("*.[to]t[cf]")}
            paths += [str(found[name]) for name in _FONT_NAMES if name in found]
    return paths


def _find_font(size):
    """(font, whether it has Chinese characters)."""
    for path in _find_font_paths():
        return ImageFont.truetype(path, size), True
    return ImageFont.load_default(size), False


def stamp_xlsx(content, text):
    """The workbook with the watermark as first row, header and footer of every sheet."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    # An ampersand begins a code in headers (ECMA-376 part 1, 18.3.1.46).
    code = text.replace("&", "&&")
    for sheet in book.worksheets:
        frozen, filtered = sheet.freeze_panes, sheet.auto_filter.ref
        sheet.insert_rows(1)
        sheet["A1"] = text
        sheet["A1"].data_type = "s"
        sheet.oddHeader.center.text = code
        sheet.oddFooter.center.text = code
        if frozen:
            column, row = openpyxl.utils.cell.coordinate_from_string(frozen)
            sheet.freeze_panes = f"{column}{row + 1}"
        if filtered:
            first_column, first, last_column, last = range_boundaries(filtered)
            letter = openpyxl.utils.get_column_letter
            sheet.auto_filter.ref = (
                f"{letter(first_column)}{first + 1}:{letter(last_column)}{last + 1}"
            )
            book.defined_names.pop("_xlnm._FilterDatabase", None)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def stamp_csv(content, text):
    """The list with the watermark as its first row.

    >>> stamp_csv("a,b", "甲 · C-1").splitlines()
    ['"甲 · C-1"', 'a,b']
    """
    head = io.StringIO()
    csv.writer(head, quoting=csv.QUOTE_ALL).writerow([text])
    return head.getvalue() + content
