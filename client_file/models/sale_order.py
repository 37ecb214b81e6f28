from odoo import fields, models
from odoo.tools import format_amount


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["sale.order", "client.file.trade", "client.file.pointer"]

    _client_file_columns = frozenset({"state", "invoice_status", "date_order"})

    client_file_missing_ids = fields.Many2many(
        "client.file.document.type",
        compute="_compute_client_file_papers",
        compute_sudo=False,
        string="Papers missing for this deal",
    )
    client_file_paper_ids = fields.Many2many(
        "client.file.document",
        compute="_compute_client_file_papers",
        compute_sudo=False,
        string="Papers of this deal",
    )

    def _compute_client_file_papers(self):
        """Papers of the deal on file and the required ones still missing, as the reader."""
        Documents = self.env["client.file.document"].with_user(self.env.user)
        readable = Documents.has_access("read")
        found = (
            Documents.search(
                [("order_id", "in", self._origin.ids), ("state", "in", ("received", "verified"))]
            )
            if readable
            else Documents
        ).grouped("order_id")
        Requirements = self.env["client.file.requirement"]
        for order in self:
            papers = found.get(order._origin, Documents)
            order.client_file_paper_ids = papers
            needed = (
                Requirements._get_deal_types(order)
                if readable and order.client_file_id
                else self.env["client.file.document.type"]
            )
            order.client_file_missing_ids = needed.filtered(
                lambda kind, papers=papers: (
                    not any(
                        paper.type_id.parent_path.startswith(kind.parent_path)
                        for paper in papers
                        if paper.type_id
                    )
                )
            )

    def _get_client_file_amount(self):
        """The total as text in the reader's language, for the client's timeline."""
        self.ensure_one()
        return format_amount(self.env, self.amount_total, self.currency_id)
