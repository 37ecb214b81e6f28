"""What every picture function returns."""

from typing import NamedTuple


class Column(NamedTuple):
    """A column of the table behind a picture; numbers stand on the right."""

    label: str
    number: bool = False


class Picture(NamedTuple):
    """A drawing and the data behind it.

    ``svg`` is complete and safe (see ``safety``); ``caption`` says in words what it shows;
    ``rows`` are texts, as many in each as there are ``columns``.

    >>> columns = [Column("Month"), Column("Sales", True)]
    >>> Picture("<svg/>", "Score", columns, [["05", "3"]]).as_dict()
    ... # doctest: +NORMALIZE_WHITESPACE
    {'svg': '<svg/>', 'caption': 'Score',
     'columns': [{'label': 'Month', 'number': False}, {'label': 'Sales', 'number': True}],
     'rows': [['05', '3']]}
    """

    svg: str
    caption: str
    columns: list
    rows: list

    def as_dict(self):
        """The value of a Json field shown by the widget ``client_file_picture``."""
        return {
            "svg": self.svg,
            "caption": self.caption,
            "columns": [column._asdict() for column in self.columns],
            "rows": [list(row) for row in self.rows],
        }
