from odoo import models
from odoo.tools import formatLang

from ...tools import pictures
from ...tools.pictures.amounts import CHINESE, ENGLISH, shorten
from ...tools.pictures.measures import plain


class ClientFilePicture(models.AbstractModel):
    """Credit pictures in the reader's words, for Json fields and reports.

    Each method returns the dict that the widget ``client_file_picture`` and the template
    ``client_file.picture_block`` show: ``svg``, ``caption``, ``columns``, ``rows``.
    """

    _name = "client.file.picture"
    _description = "Credit Pictures"

    def _draw_gauge(self, score, bands, previous=None, letter=None, names=None):
        """Score 0-100 (None: too few data) on ``bands`` [(lower bound, letter)].

        ``letter`` is the class that a rule forced, ``names`` {letter: name of the class}.
        """
        words = {
            "caption": self.env._("Score and risk class"),
            "score": self.env._("Score"),
            "band": self.env._("Risk class"),
            "from": self.env._("Points"),
            "previous": self.env._("Last score"),
            "insufficient": self.env._("Not enough data for a score"),
            "forced": self.env._("class set by a rule"),
            "names": names or {},
        }
        return pictures.gauge(score, bands, words, previous, letter).as_dict()

    def _draw_trend(self, months, currency=None, sales=True):
        """The months of ``client.credit.metric.months``: ``month``, ``index``, ``sales``."""
        amount, exact = self._get_formats(currency)
        words = {
            "caption": self.env._("Payment index by month"),
            "month": self.env._("Month"),
            "index": self.env._("Payment index"),
            "sales": self.env._("Sales"),
            "highest": self.env._("Highest month"),
            "on_the_day": self.env._("80 = paid on the due date"),
            "empty": self.env._("No payment to judge yet"),
        }
        return pictures.trend(
            months or [], words, amount=amount, exact=exact, sales=sales
        ).as_dict()

    def _draw_ageing(self, amounts, currency=None):
        """Open money: not due, 1-30, 31-60, 61-90 and over 90 days late, in this order."""
        amount, exact = self._get_formats(currency)
        labels = [
            self.env._("Not due"),
            self.env._("1–30 days late"),
            self.env._("31–60 days late"),
            self.env._("61–90 days late"),
            self.env._("Over 90 days late"),
        ]
        words = {
            "caption": self.env._("Open money by age"),
            "bucket": self.env._("Age"),
            "amount": self.env._("Amount"),
            "share": self.env._("Share"),
            "total": self.env._("Total"),
        }
        buckets = list(zip(labels, amounts, strict=True))
        return pictures.ageing(buckets, words, amount, exact).as_dict()

    def _draw_exposure(self, open_amount, uninvoiced, limit, currency=None, credit=0.0):
        """Exposure against a limit: None for no limit, 0 for cash only.

        ``credit`` (unapplied payments and credit notes, 0 or more) lessens the exposure.
        """
        amount, exact = self._get_formats(currency)
        words = {
            "caption": self.env._("Exposure against the credit limit"),
            "item": self.env._("Item"),
            "amount": self.env._("Amount"),
            "exposure": self.env._("Exposure"),
            "limit": self.env._("Credit limit"),
            "headroom": self.env._("Headroom"),
            "excess": self.env._("Over the limit"),
            "unlimited": self.env._("Unlimited"),
            "cash_only": self.env._("Cash only"),
        }
        parts = [
            (self.env._("Open invoices"), open_amount),
            (self.env._("Not yet invoiced"), uninvoiced),
        ]
        if credit:
            parts.append((self.env._("Unapplied credit"), -credit))
        return pictures.exposure(parts, limit, words, amount, exact).as_dict()

    def _draw_contributions(self, lines, total=None):
        """Dicts with ``label``, ``points`` (None: no data), ``max``, ``change`` (None: new).

        ``total``: such a dict where the score is not the plain sum of its lines.
        """
        words = {
            "caption": self.env._("What makes the score"),
            "factor": self.env._("Factor"),
            "points": self.env._("Points"),
            "max": self.env._("Out of"),
            "change": self.env._("Change"),
            "total": self.env._("Total"),
        }
        return pictures.contributions(lines, words, total).as_dict()

    def _draw_rates(self, groups):
        """Dicts with ``label``, ``part`` (paid badly), ``whole`` (clients) and ``known``."""
        words = {
            "caption": self.env._("Clients that paid 91 days late, by class"),
            "group": self.env._("Risk class"),
            "part": self.env._("Paid badly"),
            "whole": self.env._("Clients"),
            "share": self.env._("Share"),
            "total": self.env._("Total"),
        }
        return pictures.rates(groups, words).as_dict()

    def _get_formats(self, currency):
        """How an amount is written in a picture, short, and in its table, exactly."""
        units = CHINESE if (self.env.lang or "").startswith("zh") else ENGLISH
        if not currency:
            return (lambda value: shorten(value, units)), plain

        def short(value):
            if currency.position == "before":
                return shorten(value, units, currency.symbol)
            return f"{shorten(value, units)} {currency.symbol}"

        return short, lambda value: formatLang(self.env, value, currency_obj=currency)
