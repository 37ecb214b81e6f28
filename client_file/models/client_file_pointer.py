from odoo import api, fields, models
from odoo.fields import Domain

from .client_file_requirement import POSITIONS


class ClientFilePointer(models.AbstractModel):
    """From a partner or a deal to the client's file, as far as the reader may see it.

    Nothing is stored and nothing computed in sudo: whoever may not read a file sees none.
    """

    _name = "client.file.pointer"
    _description = "Way to the client file"

    # Path from the record to its commercial partner.
    _client_file_path = "partner_id.commercial_partner_id"

    client_file_id = fields.Many2one(
        "client.file",
        string="Client file",
        compute="_compute_client_file",
        search="_search_client_file_id",
        compute_sudo=False,
    )
    client_file_badge = fields.Json(
        string="File", compute="_compute_client_file", compute_sudo=False, exportable=False
    )
    client_file_position = fields.Selection(
        POSITIONS,
        string="Position",
        compute="_compute_client_file",
        search="_search_client_file_position",
        compute_sudo=False,
    )

    @api.depends_context("uid", "lang")
    def _compute_client_file(self):
        """One search for all records; a badge for each."""
        owners = {record: record.mapped(self._client_file_path) for record in self}
        Files = self.env["client.file"].with_user(self.env.user)
        partner_ids = {owner.id for owner in owners.values() if owner.id}
        files = Files
        if partner_ids and Files.has_access("read"):
            files = Files.search_fetch(
                [("partner_id", "in", list(partner_ids))], Files._get_badge_fields()
            )
        by_partner = {file.partner_id.id: file for file in files}
        for record, owner in owners.items():
            file = by_partner.get(owner.id, Files)
            record.client_file_id = file
            record.client_file_badge = file._get_badge() if file else False
            record.client_file_position = file.position

    def _search_client_file_id(self, operator, value):
        if operator not in ("in", "any"):
            return NotImplemented
        Files = self.env["client.file"].with_user(self.env.user)
        if operator == "any":
            return self._get_client_file_domain(Domain(value))
        with_file = self._get_client_file_domain(Domain("id", "in", [v for v in value if v]))
        if False in value or None in value:
            anything = self._get_client_file_domain(Domain.TRUE)
            return with_file | ~anything
        return with_file if Files.has_access("read") else Domain.FALSE

    def _search_client_file_position(self, operator, value):
        if operator != "in":
            return NotImplemented
        found = self._get_client_file_domain(Domain("position", "in", [v for v in value if v]))
        if False in value:
            return found | ~self._get_client_file_domain(Domain("position", "!=", False))
        return found

    def _get_client_file_domain(self, domain):
        """Records whose client has a file in `domain` that the user may read."""
        Files = self.env["client.file"].with_user(self.env.user)
        if not Files.has_access("read"):
            return Domain.FALSE
        partners = Files._search(domain).subselect("partner_id")
        return Domain(self._client_file_path, "any!", Domain("id", "in", partners))

    def action_open_client_file(self):
        """One click from the deal to the file; offers to start one where there is none."""
        self.ensure_one()
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("Client file"),
            "res_model": "client.file",
            "view_mode": "form",
            "views": [(False, "form")],
            "cache": False,
        }
        if self.client_file_id:
            return {**action, "res_id": self.client_file_id.id}
        owner = self.mapped(self._client_file_path)
        return {**action, "context": {"default_partner_id": owner.id}}
