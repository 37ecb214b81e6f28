import threading
from urllib.parse import urlsplit

from odoo import SUPERUSER_ID, api, models
from odoo.http import request

SCRIPT_PATHS = ("/json/", "/jsonrpc", "/xmlrpc")


class ClientSecrecyProtected(models.AbstractModel):
    """Programs read nothing of a client file: only people, through the web client (article 11).

    A read by script needs no right to export and leaves no paper. It is refused for every
    protected record, secret or not, so that the answer tells nothing.
    """

    _inherit = "client.secrecy.protected"

    @api.model
    def _is_called_by_script(self):
        """Whether a program asks, by key or remote procedure call, and not a person's browser."""
        if self.env.uid == SUPERUSER_ID:
            return False
        if not request:
            # Odoo takes the request away from these calls; transaction and thread still know.
            url = getattr(threading.current_thread(), "url", "")
            return "client_secrecy_script" in self.env.cr.cache or (
                urlsplit(url).path.startswith(SCRIPT_PATHS)
            )
        http = request.httprequest
        return http.path.startswith(SCRIPT_PATHS) or (
            http.headers.get("Authorization", "").lower().startswith("bearer")
        )

    @api.model
    def _search(self, domain, *args, bypass_access=False, **kwargs):
        if not (self.env.su or bypass_access) and self._is_called_by_script():
            raise self._make_restricted_error()
        return super()._search(domain, *args, bypass_access=bypass_access, **kwargs)

    def _check_access(self, operation):
        if self._is_called_by_script():
            return self, self._make_restricted_error
        return super()._check_access(operation)

    def get_external_id(self):
        """The names given in data files say what a record is about."""
        self.with_user(self.env.uid).check_access("read")
        return super().get_external_id()
