from odoo import api, models
from odoo.exceptions import AccessError


class ClientSecrecyProtected(models.AbstractModel):
    """The edges where content of a protected record leaves the server: each is noted.

    Not in `_fetch_query`, which fires for whatever the server itself reads ahead.
    """

    _inherit = "client.secrecy.protected"

    def read(self, fields=None, load="_classic_read"):
        result = super().read(fields, load)
        if fields is None or set(fields) - {"id"}:
            self.env["client.access.log"]._note_read(self)
        return result

    @api.model
    @api.readonly
    def search_read(self, *args, **kwargs):
        result = super().search_read(*args, **kwargs)
        log = self.env["client.access.log"]
        with log._noted_as("search"):
            log._note_read(self.browse([row["id"] for row in result]))
        return result

    @api.model
    @api.readonly
    def web_search_read(self, *args, **kwargs):
        with self.env["client.access.log"]._noted_as("search"):
            return super().web_search_read(*args, **kwargs)

    @api.model
    @api.readonly
    def name_search(self, *args, **kwargs):
        result = super().name_search(*args, **kwargs)
        log = self.env["client.access.log"]
        with log._noted_as("search"):
            log._note_read(self.browse([row[0] for row in result]))
        return result

    @api.model
    @api.readonly
    def web_read_group(self, *args, **kwargs):
        log = self.env["client.access.log"]
        with log._noted_as("search"):
            result = super().web_read_group(*args, **kwargs)
        if result.get("groups"):
            log._note("search", self.browse())
        return result

    @api.model
    @api.readonly
    def formatted_read_group(self, *args, **kwargs):
        result = super().formatted_read_group(*args, **kwargs)
        if result:
            self.env["client.access.log"]._note("search", self.browse())
        return result

    def export_data(self, fields_to_export):
        result = super().export_data(fields_to_export)
        self.env["client.access.log"]._note("export", self, ", ".join(fields_to_export))
        return result

    def copy_data(self, default=None):
        result = super().copy_data(default)
        self.env["client.access.log"]._note("copy", self)
        return result

    @api.private
    def check_access(self, operation):
        try:
            return super().check_access(operation)
        except AccessError:
            self._note_denial(operation)
            raise

    def _note_denial(self, operation):
        """Note that the current user was refused `operation` on these records.

        `check_access` and the record rules call it; whoever raises another `AccessError` about a
        protected record calls it as well. The row survives the rollback.
        """
        refused = self._check_access(operation) if self and not self.env.su else None
        records = refused[0] if refused else self
        self.env["client.access.log"]._note("deny", records, operation)
