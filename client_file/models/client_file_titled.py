from odoo import SUPERUSER_ID, api, models


class ClientFileTitled(models.AbstractModel):
    """Titles that are neutral for whoever may not read the record.

    Odoo computes the name of a many2one in sudo, so a pointer would show it to anybody. The
    title is therefore judged for the real user, never for `env.su`.
    """

    _name = "client.file.titled"
    _description = "Neutral title for readers without access"
    _order = "id desc"

    def _get_title(self):
        """Override: the full title, for readers with access."""
        self.ensure_one()
        return self._get_neutral_title()

    def _get_neutral_title(self):
        """Override if needed: what everybody may see. Must not depend on content."""
        self.ensure_one()
        kind = self.env["ir.model"]._get(self._name).name
        return f"{kind} {self._origin.id or ''}".strip()

    def _filter_title_readable(self):
        """The records whose title the real user may read, in one access check."""
        if self.env.uid == SUPERUSER_ID:
            return self
        stored = self._origin
        readable = stored.with_user(self.env.user)._filtered_access("read")
        return self.filtered(lambda record: not record._origin or record._origin in readable)

    @api.depends_context("uid", "lang")
    def _compute_display_name(self):
        readable = self._filter_title_readable()
        for record in self:
            record.display_name = (
                record._get_title() if record in readable else record._get_neutral_title()
            )
