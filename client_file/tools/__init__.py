from . import dates, headings, identifiers, pictures, sheets, words, xlsx
