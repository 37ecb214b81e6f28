from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.dates import company_today
from ...tools.differences import compare, render


class ClientGroupScope(models.Model):
    """What the client does for a living, as told on a day (经营/业务范围). Versions are kept."""

    _name = "client.group.scope"
    _description = "Scope of business of a group client"
    _inherit = ["client.group.owned"]
    _order = "date desc, id desc"
    _bullet = "1.2"

    date = fields.Date(
        string="Told on", required=True, default=lambda self: company_today(self.env)
    )
    text = fields.Text(string="Scope of business", required=True)
    source = fields.Char(required=True, help="Business licence, register, visit…")
    told_to = fields.Many2one(
        "res.users",
        string="Entered by",
        required=True,
        readonly=True,
        default=lambda self: self.env.uid,
        ondelete="restrict",
    )
    other_id = fields.Many2one(
        "client.group.scope",
        string="Compared with",
        compute="_compute_other",
        readonly=False,
        domain="[('profile_id', '=', profile_id), ('id', '!=', id)]",
    )
    difference = fields.Html(
        compute="_compute_difference", string="What changed", sanitize=False, compute_sudo=False
    )

    @api.model
    def _get_protected_fields(self):
        return super()._get_protected_fields() | {"told_to"}

    def _get_title(self):
        self.ensure_one()
        return f"{self.date} {self.source}"

    def write(self, vals):
        """A version is kept as it was told."""
        if vals.keys() & {"date", "text", "source"}:
            raise UserError(
                self.env._("A version is kept as it was told. Add the new scope as a new version.")
            )
        return super().write(vals)

    def _is_content(self, vals):
        return False

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Versions of the scope of business are kept."))

    @api.depends("profile_id.scope_ids")
    def _compute_other(self):
        for version in self:
            versions = version.profile_id.scope_ids._origin.sorted(lambda row: (row.date, row.id))
            ids = versions.ids
            at = ids.index(version._origin.id) if version._origin.id in ids else len(ids)
            version.other_id = ids[at - 1] if at else False

    @api.depends("other_id", "text")
    def _compute_difference(self):
        for version in self:
            other = version.other_id
            if not other or other.profile_id != version.profile_id:
                version.difference = False
                continue
            version.difference = render(compare(other.text, version.text))
