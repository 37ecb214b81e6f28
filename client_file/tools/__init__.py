from . import dates, headings, identifiers, sheets, words, xlsx
