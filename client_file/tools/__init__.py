from . import dates, headings, identifiers, sheets, xlsx
