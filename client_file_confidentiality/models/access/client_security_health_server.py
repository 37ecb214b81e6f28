import os
import stat

from odoo import api, models
from odoo.tools import config

LOUD = ("odoo.sql_db:DEBUG", "odoo.http.rpc", "odoo.netsvc.rpc", ":DEBUG")


class ClientSecurityHealthServer(models.TransientModel):
    """Checks of how the server was started."""

    _inherit = "client.security.health"

    @api.model
    def _get_health_checks(self):
        return [*super()._get_health_checks(), *self._get_server_checks()]

    @api.model
    def _get_server_checks(self):
        url = self.env["ir.config_parameter"].get_param("web.base.url") or ""
        workers = config["workers"]
        secure = url.startswith("https://") and config["proxy_mode"]
        open_store = self._is_store_open()
        loud = [part for part in config["log_handler"] or () if part.endswith(LOUD)]
        return [
            self._make_check(
                self.env._("Nobody sees or copies databases over the web"),
                not config["list_db"],
                self.env._("The list is shown.")
                if config["list_db"]
                else self.env._("The list is hidden."),
                self.env._("Start the server with --no-database-list (list_db = False)."),
            ),
            self._make_check(
                self.env._("The server answers for this database only"),
                bool(config["dbfilter"]) or bool(config["db_name"]),
                config["dbfilter"]
                or ", ".join(config["db_name"] or ())
                or self.env._("For every database."),
                self.env._("Set dbfilter to the name of this database."),
            ),
            self._make_check(
                self.env._("The master password is not the one of the manual"),
                not config.verify_admin_password("admin"),
                self.env._("Tried with the well-known one."),
                self.env._("Set another admin_passwd."),
            ),
            self._make_check(
                self.env._("Connections are encrypted"),
                secure,
                url or self.env._("No address is set."),
                self.env._(
                    "Put a proxy with https in front, set proxy_mode and the address with https."
                ),
            ),
            self._make_check(
                self.env._("Several workers with time limits"),
                workers > 0,
                self.env._("%(count)s workers.", count=workers),
                self.env._("Start the server with --workers."),
            ),
            self._make_check(
                self.env._("Only the server reads the stored files"),
                not open_store,
                self.env._("Other accounts of the machine can read them.")
                if open_store
                else self.env._("Other accounts of the machine cannot."),
                self.env._(
                    "Take the rights of group and others from the file store (chmod -R go-rwx)."
                ),
            ),
            self._make_check(
                self.env._("The server's own log holds no data"),
                not loud and not config["dev_mode"],
                self.env._("Set to tell everything.")
                if loud or config["dev_mode"]
                else self.env._("Set to be quiet."),
                self.env._("Leave out debug log handlers and developer mode."),
            ),
        ]

    @api.model
    def _is_store_open(self):
        path = config.filestore(self.env.cr.dbname)
        try:
            mode = os.stat(path).st_mode
        except FileNotFoundError:
            return False
        return bool(mode & (stat.S_IRWXG | stat.S_IRWXO))
