from . import dates, headings, identifiers, pictures, sheets, words, xlsx
from . import analysis, dates, headings, identifiers, sheets, words, xlsx
