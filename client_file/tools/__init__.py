from . import analysis, dates, headings, identifiers, pictures, sheets, words, xlsx
