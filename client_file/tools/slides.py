"""A visit pack as slides, where python-pptx is installed."""

import io

try:
    from pptx import Presentation
    from pptx.dml.color import RGBColor
    from pptx.util import Mm, Pt
except ImportError:
    Presentation = None

# A4 landscape, so that a printed slide fills its page.
WIDTH, HEIGHT, EDGE = 297, 210, 15
ROWS = 9
LONGEST = 90
_BLUE = (0x1F, 0x3A, 0x5F)


def can_present():
    """Whether slides can be made.

    >>> can_present() in (True, False)
    True
    """
    return Presentation is not None


def cut_rows(rows, most=ROWS):
    """Rows of a table in parts that fit on a slide each.

    >>> [len(part) for part in cut_rows(list(range(20)))]
    [9, 9, 2]
    >>> cut_rows([])
    []
    """
    return [rows[start : start + most] for start in range(0, len(rows), most)]


def make_slides(values):
    """Bytes of a .pptx: a cover and the tables of each section; reader and time on each slide.

    :param values: as for the printed pack: title, client, head, foot, mark, cover, sections
    """
    deck = Presentation()
    deck.slide_width, deck.slide_height = Mm(WIDTH), Mm(HEIGHT)
    _add_cover(deck, values)
    for section in values["sections"]:
        for block in section["blocks"]:
            if block["kind"] == "table" and block["rows"]:
                for part in cut_rows(block["rows"]):
                    slide = _add_slide(deck, section["title"], values)
                    _add_table(slide, block, part)
            elif block["kind"] == "text" and block["text"]:
                slide = _add_slide(deck, section["title"], values)
                _add_text(slide, block["text"], 45, 14)
    output = io.BytesIO()
    deck.save(output)
    return output.getvalue(), len(deck.slides)


def _add_cover(deck, values):
    slide = _add_slide(deck, values["title"], values)
    _add_text(slide, values["client"], 45, 24)
    pairs = [row for block in values["cover"]["blocks"] if block["kind"] == "pairs"
             for row in block["rows"]]  # fmt: skip
    _add_text(slide, "\n".join(f"{label}  {text}" for label, text in pairs), 65, 14)
    for block in values["cover"]["blocks"]:
        if block["kind"] == "table" and block["rows"]:
            for part in cut_rows(block["rows"]):
                _add_table(_add_slide(deck, block["title"], values), block, part)


def _add_slide(deck, title, values):
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    _add_text(slide, title, EDGE, 22, bold=True)
    _add_text(slide, values["foot"], HEIGHT - 14, 8)
    if values["mark"]:
        _add_text(slide, values["mark"], 6, 12, bold=True)
    return slide


def _add_text(slide, text, top, size, bold=False):
    box = slide.shapes.add_textbox(Mm(EDGE), Mm(top), Mm(WIDTH - 2 * EDGE), Mm(12))
    box.text_frame.word_wrap = True
    box.text_frame.text = text
    for paragraph in box.text_frame.paragraphs:
        paragraph.font.size = Pt(size)
        paragraph.font.bold = bold
        paragraph.font.color.rgb = RGBColor(*_BLUE)


def _add_table(slide, block, rows):
    columns = block["columns"]
    shape = slide.shapes.add_table(
        len(rows) + 1, len(columns), Mm(EDGE), Mm(40), Mm(WIDTH - 2 * EDGE), Mm(10)
    )
    for number, row in enumerate([columns, *rows]):
        for place, text in enumerate(row):
            cell = shape.table.cell(number, place)
            cell.text = str(text)[:LONGEST]
            for paragraph in cell.text_frame.paragraphs:
                paragraph.font.size = Pt(11)
