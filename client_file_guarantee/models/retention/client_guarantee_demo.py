from odoo import api, models


class ClientGuaranteeDemo(models.AbstractModel):
    """Demo data: cases of earlier years, settled before the ledger was kept here."""

    _inherit = "client.guarantee.demo"

    @api.model
    def _add_settled_case(self, file_xmlid, purpose, amount, date_from, settled_on, papers, free):
        """A case taken over as settled, with its papers.

        :param papers: `(title, form, pages, date)` of each
        :param free: whether the client's secrecy term is over
        """
        file = self.env.ref(file_xmlid)
        officer = self.env.ref("client_file_guarantee.user_guarantee_demo")
        case = self.env["client.guarantee.case"].create(
            {
                "file_id": file.id,
                "bank_id": self._get_bank().id,
                "product_id": self.env.ref("client_file_guarantee.product_working").id,
                "amount_requested": amount,
                "borrower_kind": "other",
                "purpose": purpose,
                "officer_a_id": officer.id,
                "officer_b_id": self.env.ref("client_file.user_gm_demo").id,
                "date_applied": date_from,
                "diligence": "历史业务，据原卷录入。",
            }
        )
        for title, form, pages, date in papers:
            document = self.env["client.file.document"].create(
                {"file_id": file.id, "name": title, "form": form, "pages": pages, "date": date}
            )
            self.env["client.guarantee.paper"].create(
                {"case_id": case.id, "document_id": document.id}
            )
        case._set_protected(
            {
                "state": "settled",
                "amount": amount,
                "date_from": date_from,
                "settled_on": settled_on,
            }
        )
        if free:
            marks = self.env["client.secrecy.mark"].search([("file_id", "=", file.id)])
            marks._set_protected({"state": "declassified"})
            file._refresh_secrecy()
        case._refresh_clocks(file.ids)

    @api.model
    def _get_bank(self):
        partners = self.env["res.partner"]
        name = "滨江城市银行股份有限公司"
        bank = partners.search([("name", "=", name)], limit=1)
        return bank or partners.create({"name": name, "is_company": True})

    @api.model
    def _add_hold(self, file_xmlid, reason):
        """The archivist holds everything of a client."""
        archivist = self.env.ref("client_file.user_archivist_demo")
        holds = self.env["client.retention.hold"].with_user(archivist)
        holds.create({"file_id": self.env.ref(file_xmlid).id, "reason": reason})
