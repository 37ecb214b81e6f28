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
        _ = self.env._
        words = {
            "caption": _("Score and risk class"),
            "score": _("Score"),
            "band": _("Risk class"),
            "from": _("Points"),
            "previous": _("Last score"),
            "insufficient": _("Not enough data for a score"),
            "forced": _("class set by a rule"),
            "names": names or {},
        }
        return pictures.gauge(score, bands, words, previous, letter).as_dict()

    def _draw_trend(self, months, currency=None, sales=True):
        """The months of ``client.credit.metric.months``: ``month``, ``index``, ``sales``."""
        _ = self.env._
        amount, exact = self._get_formats(currency)
        words = {
            "caption": _("Payment index by month"),
            "month": _("Month"),
            "index": _("Payment index"),
            "sales": _("Sales"),
            "highest": _("Highest month"),
            "on_the_day": _("80 = paid on the due date"),
            "empty": _("No payment to judge yet"),
        }
        return pictures.trend(
            months or [], words, amount=amount, exact=exact, sales=sales
        ).as_dict()

    def _draw_ageing(self, amounts, currency=None):
        """Open money: not due, 1-30, 31-60, 61-90 and over 90 days late, in this order."""
        _ = self.env._
        amount, exact = self._get_formats(currency)
        labels = [
            _("Not due"),
            _("1–30 days late"),
            _("31–60 days late"),
            _("61–90 days late"),
            _("Over 90 days late"),
        ]
        words = {
            "caption": _("Open money by age"),
            "bucket": _("Age"),
            "amount": _("Amount"),
            "share": _("Share"),
            "total": _("Total"),
        }
        buckets = list(zip(labels, amounts, strict=True))
        return pictures.ageing(buckets, words, amount, exact).as_dict()

    def _draw_exposure(self, open_amount, uninvoiced, limit, currency=None, credit=0.0):
        """Exposure against a limit: None for no limit, 0 for cash only.

        ``credit`` (unapplied payments and credit notes, 0 or more) lessens the exposure.
        """
        _ = self.env._
        amount, exact = self._get_formats(currency)
        words = {
            "caption": _("Exposure against the credit limit"),
            "item": _("Item"),
            "amount": _("Amount"),
            "exposure": _("Exposure"),
            "limit": _("Credit limit"),
            "headroom": _("Headroom"),
            "excess": _("Over the limit"),
            "unlimited": _("Unlimited"),
            "cash_only": _("Cash only"),
        }
        parts = [(_("Open invoices"), open_amount), (_("Not yet invoiced"), uninvoiced)]
        if credit:
            parts.append((_("Unapplied credit"), -credit))
        return pictures.exposure(parts, limit, words, amount, exact).as_dict()

    def _draw_contributions(self, lines):
        """Dicts with ``label``, ``points`` (None: no data), ``max``, ``change`` (None: new)."""
        _ = self.env._
        words = {
            "caption": _("What makes the score"),
            "factor": _("Factor"),
            "points": _("Points"),
            "max": _("Out of"),
            "change": _("Change"),
            "total": _("Total"),
        }
        return pictures.contributions(lines, words).as_dict()

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
