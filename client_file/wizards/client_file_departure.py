from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError


class ClientFileDeparture(models.TransientModel):
    """The departure drill: what one employee holds, and its transfer to others in one step.

    Clients, papers and open deals belong to the company (part 1, centralised management). The
    drill can be looked at for anybody at any time, before they leave.
    """

    _name = "client.file.departure"
    _description = "Departure drill"
    _rec_name = "employee_id"

    employee_id = fields.Many2one(
        "res.users",
        required=True,
        domain="[('share', '=', False)]",
        context={"active_test": False},
    )
    successor_id = fields.Many2one(
        "res.users", string="Everything to", domain="[('share', '=', False)]"
    )
    reason = fields.Char()
    line_ids = fields.One2many(
        "client.file.departure.line",
        "departure_id",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
    )
    file_count = fields.Integer(compute="_compute_counts", string="Client files")
    deal_count = fields.Integer(compute="_compute_counts", string="Open deals")
    paper_count = fields.Integer(compute="_compute_counts", string="Papers held")
    sole_count = fields.Integer(
        compute="_compute_counts", string="Clients only this employee knows"
    )

    @api.depends("employee_id")
    def _compute_line_ids(self):
        for drill in self:
            drill.line_ids = [
                Command.clear(),
                *(Command.create(values) for values in drill._prepare_lines()),
            ]

    @api.depends("line_ids")
    def _compute_counts(self):
        for drill in self:
            kinds = drill.line_ids.mapped("kind")
            drill.file_count = kinds.count("file")
            drill.deal_count = kinds.count("lead") + kinds.count("order")
            drill.paper_count = kinds.count("document")
            drill.sole_count = len(drill.line_ids.filtered("only_known"))

    @api.model_create_multi
    def create(self, vals_list):
        """List what the employee holds now, as the manager who asks."""
        self._check_manager()
        drills = super().create(vals_list)
        drills.mapped("line_ids")
        return drills

    def _prepare_lines(self):
        """Values of one line per thing the employee holds, riskiest clients first."""
        self.ensure_one()
        employee = self.employee_id
        if not employee:
            return []
        lines = []
        files = self.env["client.file"].search(
            [("user_id", "=", employee.id), ("state", "!=", "closed")]
        )
        for file in files.sorted(lambda file: (-file.dependence, -file.sales_12m)):
            lines.append(
                {
                    "kind": "file",
                    "res_id": file.id,
                    "name": file.display_name,
                    "detail": dict(file._fields["position"]._description_selection(self.env)).get(
                        file.position, ""
                    ),
                    "amount": file.sales_12m,
                    "dependence": file.dependence,
                    "only_known": file.dependence_risky and file.main_contact_id == employee,
                }
            )
        # A manager without sales rights still has to see which deals would be left alone.
        company = ("company_id", "in", [False, *self.env.companies.ids])
        leads = (
            self.env["crm.lead"]
            .sudo()
            .search([("user_id", "=", employee.id), ("won_status", "=", "pending"), company])
        )
        lines += [
            {
                "kind": "lead",
                "res_id": lead.id,
                "name": lead.display_name,
                "detail": lead.partner_id.display_name or lead.partner_name,
                "amount": lead.expected_revenue,
            }
            for lead in leads
        ]
        orders = (
            self.env["sale.order"]
            .sudo()
            .search(
                [
                    company,
                    ("user_id", "=", employee.id),
                    "|",
                    ("state", "in", ("draft", "sent")),
                    "&",
                    ("state", "=", "sale"),
                    ("invoice_status", "in", ("to invoice", "no")),
                ]
            )
        )
        lines += [
            {
                "kind": "order",
                "res_id": order.id,
                "name": order.display_name,
                "detail": order.partner_id.display_name,
                "amount": order.amount_total,
            }
            for order in orders
        ]
        papers = self.env["client.file.document"].search([("holder_id", "=", employee.id)])
        lines += [
            {
                "kind": "document",
                "res_id": paper.id,
                "name": paper.display_name,
                "detail": paper.file_id.display_name,
            }
            for paper in papers
        ]
        return lines

    def _check_manager(self):
        if not self.env.user.has_groups("client_file.client_file_group_manager"):
            raise AccessError(self.env._("Only a manager runs the departure drill."))

    def action_transfer(self):
        """Hand everything over, or nothing: one transaction, one reason, history on each."""
        self.ensure_one()
        self._check_manager()
        reason = (self.reason or "").strip()
        if not reason:
            raise UserError(self.env._("Give the reason of the transfer."))
        # What the employee holds is read again: something may have been added meanwhile.
        chosen = {(line.kind, line.res_id): line.user_id for line in self.line_ids}
        held = [(values["kind"], values["res_id"]) for values in self._prepare_lines()]
        if not held:
            raise UserError(self.env._("There is nothing to hand over."))
        receivers = {}
        for key in held:
            receiver = chosen.get(key) or self.successor_id
            if not receiver:
                raise UserError(
                    self.env._("Say who takes over: one person for everything, or one a line.")
                )
            if receiver == self.employee_id or receiver.share or not receiver.active:
                raise UserError(
                    self.env._(
                        '"%(user)s" cannot take over: choose another active employee.',
                        user=receiver.name,
                    )
                )
            receivers.setdefault((key[0], receiver), []).append(key[1])
        for (kind, receiver), ids in receivers.items():
            self._transfer(kind, ids, receiver, reason)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "%(count)s entries of %(user)s were handed over.",
                    count=len(held),
                    user=self.employee_id.name,
                ),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _transfer(self, kind, ids, receiver, reason):
        if kind == "file":
            files = self.env["client.file"].browse(ids)
            files._assign(receiver, reason)
            files.activity_reschedule(
                [
                    "client_file.mail_activity_type_expiry",
                    "client_file.mail_activity_type_returned",
                ],
                user_id=self.employee_id.id,
                new_user_id=receiver.id,
            )
        elif kind == "document":
            self.env["client.file.document"].browse(ids).write({"holder_id": receiver.id})
        else:
            model = {"lead": "crm.lead", "order": "sale.order"}[kind]
            self.env[model].sudo().browse(ids).write({"user_id": receiver.id})
