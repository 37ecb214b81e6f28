from . import analysis, dates, headings, identifiers, sheets, words, xlsx
