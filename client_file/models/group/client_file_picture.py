from odoo import models
from odoo.tools import format_date

from ...tools import pictures


class ClientFilePicture(models.AbstractModel):
    """Pictures of a group client's use, in the reader's words."""

    _inherit = "client.file.picture"

    def _draw_usage(self, months, usual, offers, attacks, currency=None):
        """Fees of 24 months: dicts with ``month``, ``value`` (None: no figures), ``members``.

        ``usual``: own median or None; ``offers`` [(month number, text)]; ``attacks``
        [(first month, last month, text)].
        """
        amount, exact = self._get_formats(currency)
        words = {
            "caption": self.env._("Use in 24 months"),
            "month": self.env._("Month"),
            "value": self.env._("Fee of the month"),
            "members": self.env._("VPMN members"),
            "usual": self.env._("Median of the client"),
            "near": self.env._("Near three months"),
            "offer": self.env._("Offer begins"),
            "attack": self.env._("Attack"),
            "marks": self.env._("Events"),
        }
        return pictures.usage(months, usual, offers, attacks, words, amount, exact).as_dict()

    def _draw_revenue(self, months, services, currency=None):
        """Service revenue stacked by month: ``services`` [(name, amounts)]."""
        amount, exact = self._get_formats(currency)
        words = {
            "caption": self.env._("Service revenue by month"),
            "month": self.env._("Month"),
            "total": self.env._("Total"),
            "others": self.env._("Other services"),
        }
        return pictures.revenue(months, services, words, amount, exact).as_dict()

    def _draw_offers(self, offers, today):
        """When offers end: [(name, first day, last day)]."""
        words = {
            "caption": self.env._("Offers and when they end"),
            "offer": self.env._("Offer"),
            "from": self.env._("Offer from"),
            "until": self.env._("Offer until"),
            "left": self.env._("Days left"),
            "over": self.env._("Over"),
            "today": self.env._("Today"),
        }

        def day(date):
            return format_date(self.env, date)

        def left(days):
            return self.env._("%(days)s days left", days=days)

        return pictures.offers(offers, today, words, day, left).as_dict()

    def _draw_decision(self, steps):
        """How the client decides: [(lane, step, days, paper)] in their order."""
        words = {
            "caption": self.env._("How the client decides"),
            "number": self.env._("No."),
            "lane": self.env._("Who decides"),
            "step": self.env._("Step of the decision"),
            "days": self.env._("Days it takes"),
            "paper": self.env._("Must-have paper"),
            "nobody": self.env._("Nobody named"),
        }

        def days(number):
            return self.env._("%(days)s days", days=number)

        return pictures.decision(steps, words, days).as_dict()

    def _draw_success(self, attacks, answers, cells):
        """Answers against means: kept of all decided events, None where they never met."""
        words = {
            "caption": self.env._("Which answer kept the client: kept of all decided"),
            "means": self.env._("Rival's means"),
            "none": "—",
        }
        return pictures.success(attacks, answers, cells, words).as_dict()
