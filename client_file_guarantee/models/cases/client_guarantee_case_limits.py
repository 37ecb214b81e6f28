from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.client_file.tools.dates import company_today
from odoo.addons.client_file.tools.words import join_words

from . import ledger
from .constants import MANAGER


class ClientGuaranteeCase(models.Model):
    """Limits of Regulation 683, reserved under the book's lock from the application on."""

    _inherit = "client.guarantee.case"

    reserved = fields.Monetary(
        string="Limit reserved for it",
        currency_field="currency_id",
        readonly=True,
        copy=False,
        help="Counts against the limits until the guarantee is in force or the case ends.",
    )
    limit_picture = fields.Json(
        compute="_compute_limit_picture",
        groups="client_file_guarantee.group_guarantee_manager",
    )

    def _reserve(self, amount):
        """Reserve an amount (0: give it back) and check every limit with it.

        The book's lock is taken first: of two reservations that together break a limit, the
        second is started anew by the server and sees the first.
        """
        self.ensure_one()
        self.book_id.sudo()._hold()
        self.sudo()._set_protected({"reserved": amount})
        if amount:
            self._check_limits()

    def _get_limit_figures(self):
        """What the limits are judged by, in the book's currency (floats).

        `single`, `group`, `total`: responsibility balance in force and reserved of the
        applicant, with its related parties, of everybody; `net_assets` and the three `max_*`.
        """
        self.ensure_one()
        today = company_today(self.env)
        book = self.book_id.sudo()
        net_assets = book._get_net_assets(today)
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                WITH exposure AS (%(weighted)s), party AS (%(related)s)
                SELECT COALESCE(SUM(responsibility) FILTER (WHERE partner_id = %(partner)s), 0),
                       COALESCE(SUM(responsibility) FILTER (
                           WHERE partner_id IN (SELECT id FROM party)), 0),
                       COALESCE(SUM(responsibility), 0)
                  FROM exposure
                """,
                weighted=ledger.weighted(ledger.exposures(book.id, today), today),
                related=ledger.related_parties(self.sudo().partner_id.id),
                partner=self.sudo().partner_id.id,
            )
        )
        single, group, total = map(float, self.env.cr.fetchone())
        return {
            "single": single,
            "group": group,
            "total": total,
            "net_assets": net_assets,
            "max_single": net_assets * book.single_share / 100,
            "max_group": net_assets * book.group_share / 100,
            "max_total": net_assets * book.multiple,
        }

    def _check_limits(self):
        """Refuse what goes beyond a limit: with figures for those who may see the book."""
        figures = self._get_limit_figures()
        book = self.book_id.sudo()
        titles = {
            "single": self.env._(
                "One client (%(share)g %% of net assets)", share=book.single_share
            ),
            "group": self.env._(
                "The client with its related parties (%(share)g %% of net assets)",
                share=book.group_share,
            ),
            "total": self.env._("All clients (%(times)g times net assets)", times=book.multiple),
        }
        broken = [
            name
            for name in titles
            # Half a cent: the sums are exact, their share of net assets is a float.
            if figures[name] > figures[f"max_{name}"] + 0.005
        ]
        if not broken:
            return
        see = self.env.user.has_group(MANAGER)
        lines = [
            self.env._(
                "%(limit)s: %(amount)s of %(bound)s",
                limit=titles[name],
                amount=f"{figures[name]:,.2f}",
                bound=f"{figures[f'max_{name}']:,.2f}",
            )
            if see
            else titles[name]
            for name in broken
        ]
        raise UserError(
            self.env._(
                "The guarantee goes beyond a legal limit, counting what is reserved for others: "
                "%(limits)s.",
                limits=join_words(self.env, lines),
            )
        )

    def _compute_limit_picture(self):
        draw = self.env["client.file.picture"]
        for case in self:
            case.limit_picture = False
            if case._is_ended() or not case._origin:
                continue
            try:
                figures = case._origin._get_limit_figures()
            except UserError:
                continue
            case.limit_picture = draw._draw_guarantee_limit(
                figures, case.sudo().book_id.currency_id
            )
