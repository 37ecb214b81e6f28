from datetime import timedelta

from odoo import api, fields, models


class ClientArchiveDemo(models.AbstractModel):
    """Demo data: units on the shelf, on loan and waiting, made by the people who would."""

    _name = "client.archive.demo"
    _description = "Archive units and loans for the demonstration"

    @api.model
    def _as(self, login):
        user = self.env["res.users"].search([("login", "=", login)], limit=1)
        return user, self.env["client.archive.unit"].with_user(user)

    @api.model
    def _build(self, wanted=6):
        """Bind papers of the demo clients, put most of them away, lend some."""
        archivist, Unit = self._as("archivist")
        manager, _unit = self._as("manager")
        if not archivist or not manager or Unit.search_count([], limit=1):
            return
        units = self._bind_some(Unit, wanted)
        box = self.env.ref("client_file_guarantee.place_demo_box_1").with_user(archivist)
        units[1:]._put_away(box)
        self._lend_some(units[1:], archivist, manager)
        self._invite(units[-1:], archivist)

    @api.model
    def _bind_some(self, Unit, wanted):
        papers = Unit.env["client.file.document"].search(
            [("state", "in", ("received", "verified")), ("unit_id", "=", False)], limit=200
        )
        units = Unit
        for file, own in papers.grouped("file_id").items():
            if len(units) < wanted and file.state != "draft":
                bound = own[:5]
                units |= Unit._bind(
                    bound,
                    name=f"{file.sudo().partner_id.name} 客户资料",
                    series="QT",
                    pages=sum(bound.mapped("pages")) or len(bound),
                )
        return units

    @api.model
    def _lend_some(self, units, archivist, manager):
        """One asked for, one to fetch, one lent, one overdue: of those a borrower may know."""
        borrowers = [self._as(login)[0] for login in ("guarantee", "sales", "sales2", "credit")]
        steps = zip(units, borrowers, ("ask", "approve", "issue", "late"), strict=False)
        for unit, borrower, step in steps:
            clearances = unit.env["client.secrecy.clearance"].with_user(borrower)
            if not borrower or not clearances._filter_open(unit.sudo().file_id):
                continue
            loan = unit.env["client.archive.loan"].create(
                [{"unit_id": unit.id, "borrower_id": borrower.id, "purpose": "保后检查核对合同"}]
            )
            if step != "ask" and loan._get_secrecy_rank() < 2:
                loan.with_user(manager)._approve()
                if step != "approve":
                    loan._issue(unit.pages)
                if step == "late":
                    then = fields.Datetime.now() - timedelta(days=20)
                    day = fields.Date.add(then.date(), days=7)
                    loan.sudo()._set_protected({"issued_on": then, "due_on": day})

    @api.model
    def _invite(self, units, archivist):
        if units:
            units.env["client.archive.visit"].create(
                [
                    {
                        "unit_ids": units.ids,
                        "visitor": "周明",
                        "visitor_of": "某区人民法院",
                        "identity": "service",
                        "identity_number": "法执 0312",
                        "letter": "（2026）介字第12号，2026年3月2日",
                        "purpose": "办理合同纠纷案件，查阅保证合同",
                    }
                ]
            )
