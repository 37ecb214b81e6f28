import os
import stat

from odoo import api, fields, models
from odoo.tools import SQL, config

LONGEST_SESSION = 12 * 3600  # seconds without a click
LOUD = ("odoo.sql_db:DEBUG", "odoo.http.rpc", "odoo.netsvc.rpc", ":DEBUG")


class ClientSecurityHealthChecks(models.TransientModel):
    """The checks themselves, in three parts: this addon, Odoo, the server."""

    _inherit = "client.security.health"

    @api.model
    def _get_health_checks(self):
        return [
            *super()._get_health_checks(),
            *self._get_rule_checks(),
            *self._get_log_checks(),
            *self._get_odoo_checks(),
            *self._get_server_checks(),
        ]

    # -- this addon ---------------------------------------------------------------------------

    @api.model
    def _get_rule_checks(self):
        _ = self.env._
        names = self.env["client.secrecy.protected"]._get_protected_models()
        actions = self.env["ir.actions.act_window"].search(
            [("res_model", "in", names), ("cache", "=", True)]
        )
        unruled = self._find_unruled_models(names)
        derived = self._find_derived_fields(names)
        return [
            self._make_check(
                _("Lists of client files leave nothing in the browser"),
                not actions,
                _("%(count)s actions keep data in the browser.", count=len(actions))
                if actions
                else _("No action keeps data in the browser."),
                _(
                    "Switch off the browser's store on: %(names)s",
                    names=self._join(actions, "name"),
                ),
            ),
            self._make_check(
                _("Every kind of record has its global secrecy rule"),
                not unruled,
                _("%(count)s kinds have none in force.", count=len(unruled))
                if unruled
                else _("%(count)s kinds, each with its rule.", count=len(names)),
                _("Update this addon; it puts the rules back: %(names)s", names=", ".join(unruled)),
            ),
            self._make_check(
                _("Nothing outside is derived from client files"),
                not derived,
                _("%(count)s fields copy from client files.", count=len(derived))
                if derived
                else _("No field elsewhere copies from client files."),
                _("Remove or recompute as the reader: %(names)s", names=", ".join(derived)),
            ),
        ]

    @api.model
    def _join(self, records, name):
        return ", ".join(record[name] or "" for record in records[:8])

    @api.model
    def _find_unruled_models(self, names):
        """Protected models without an active rule for everybody that reads `secrecy_open`."""
        rules = self.env["ir.rule"].search(
            [
                ("model_id.model", "in", names),
                ("groups", "=", False),
                ("perm_read", "=", True),
                ("domain_force", "like", "secrecy_open"),
            ]
        )
        kept = set(rules.model_id.mapped("model"))
        return [
            name
            for name in names
            if name not in kept
            and self.env[name]._auto
            and not self.env[name]._transient
            and "secrecy_open" in self.env[name]._fields
        ]

    @api.model
    def _find_derived_fields(self, names):
        """Fields of open models that copy from protected ones where anybody could read them."""
        found = []
        own = set(names)
        for name in self.env:
            model = self.env[name]
            if name in own or model._abstract or model._transient or name.startswith("client."):
                continue
            for field in model._fields.values():
                if field.inherited or not field.related:
                    continue
                first = model._fields.get(field.related.split(".")[0])
                if first and first.comodel_name in own and (field.store or field.compute_sudo):
                    found.append(f"{name}.{field.name}")
        return found

    # -- the log ------------------------------------------------------------------------------

    @api.model
    def _get_log_checks(self):
        _ = self.env._
        last = self.env["client.access.verification"].search([], limit=1)
        fresh = bool(last) and (fields.Datetime.now() - last.at).total_seconds() < 26 * 3600
        late = self._find_late_jobs()
        triggers = self._count_log_triggers()
        return [
            self._make_check(
                _("The database refuses changes of the access log"),
                triggers == 6,
                _("%(count)s of 6 triggers are in force.", count=triggers),
                _("Update this addon; it puts the triggers back. Ask who took them away."),
            ),
            self._make_check(
                _("The chain of the access log holds"),
                last and last.is_sound,
                last.words if last else _("Never checked."),
                _("Report an incident, keep the database as it is and compare with the last mail."),
            ),
            self._make_check(
                _("The chain was checked within a day"),
                fresh,
                _("Last checked at %(time)s (UTC).", time=last.at) if last else _("Never checked."),
                _("Check it now; see that the scheduled jobs run."),
            ),
            self._make_check(
                _("The scheduled jobs run"),
                not late,
                _("%(count)s jobs are late or switched off.", count=len(late))
                if late
                else _("All jobs ran when they should."),
                _(
                    "Start the server with scheduled jobs; switch on: %(names)s",
                    names=self._join(late, "name"),
                ),
            ),
        ]

    @api.model
    def _count_log_triggers(self):
        """Triggers of the three tables that fire in every kind of session (six)."""
        return self.env.execute_query(
            SQL(
                "SELECT count(*) FROM pg_trigger WHERE tgenabled = 'A' AND NOT tgisinternal"
                " AND tgrelid IN ('client_access_log'::regclass, 'client_access_head'::regclass,"
                " 'client_access_anchor'::regclass)"
            )
        )[0][0]

    @api.model
    def _find_late_jobs(self):
        """This family's jobs that are off, or an hour and twice their interval behind."""
        jobs = (
            self.env["ir.cron"]
            .with_context(active_test=False)
            .search([("model_id.model", "=like", "client.%")])
        )
        now = fields.Datetime.now()
        return jobs.filtered(
            lambda job: not job.active or (now - job.nextcall).total_seconds() > 3600
        )

    # -- Odoo ---------------------------------------------------------------------------------

    @api.model
    def _get_odoo_checks(self):
        _ = self.env._
        param = self.env["ir.config_parameter"].get_param
        profiling = fields.Datetime.to_datetime(param("base.profiling_enabled_until") or False)
        idle = int(param("sessions.max_inactivity_seconds") or 7 * 24 * 3600)
        indexed = self._count_indexed_files()
        become = self._is_become_open()
        return [
            self._make_check(
                _("No recording of requests with their data"),
                not profiling or profiling < fields.Datetime.now(),
                _("Recording is allowed.") if profiling else _("Recording is off."),
                _("Technical settings: end profiling and delete its records."),
            ),
            self._make_check(
                _("No administrator turns into the system's own user"),
                not become,
                _("The way is open.") if become else _("The way is closed."),
                _("Close /web/become in front of the server, or install the walls."),
            ),
            self._make_check(
                _("The text of papers is not kept in clear"),
                not indexed,
                _("The text of %(count)s files is in the database.", count=indexed)
                if indexed
                else _("No text of a file is in the database."),
                _("Uninstall the indexing of attachments and update this addon."),
            ),
            self._make_module_check(
                "snailmail",
                _("Letters are not sent through an outside service"),
                _("Uninstall Snail Mail: its letters hand any attachment to any employee."),
            ),
            self._make_module_check(
                "cloud_storage",
                _("Files stay on the company's own server"),
                _("Uninstall the cloud storage."),
            ),
            self._make_check(
                _("Sessions end by themselves"),
                idle <= LONGEST_SESSION,
                _("After %(hours)s hours without a click.", hours=round(idle / 3600, 1)),
                _("Set sessions.max_inactivity_seconds to 43200 or less."),
            ),
        ]

    @api.model
    def _make_module_check(self, module, name, fix):
        state = self.env["ir.module.module"].search([("name", "=", module)]).state
        gone = state not in ("installed", "to upgrade")
        words = self.env._("Not installed.") if gone else self.env._("Installed.")
        return self._make_check(name, gone, words, fix)

    @api.model
    def _count_indexed_files(self):
        names = self.env["client.secrecy.protected"]._get_protected_models()
        return self.env.execute_query(
            SQL(
                "SELECT count(*) FROM ir_attachment WHERE res_model = ANY(%s)"
                " AND index_content <> '' AND index_content NOT IN ('image', 'application')",
                names,
            )
        )[0][0]

    @api.model
    def _is_become_open(self):
        """Whether Odoo's own handler still answers there; an override counts as closed."""
        http = self.env["ir.http"]
        for rule in http.routing_map().iter_rules():
            if rule.rule == "/web/become":
                return rule.endpoint.func.__module__ == "odoo.addons.web.controllers.home"
        return False

    # -- the server ---------------------------------------------------------------------------

    @api.model
    def _get_server_checks(self):
        _ = self.env._
        url = self.env["ir.config_parameter"].get_param("web.base.url") or ""
        workers = config["workers"]
        secure = url.startswith("https://") and config["proxy_mode"]
        open_store = self._is_store_open()
        loud = [part for part in config["log_handler"] or () if part.endswith(LOUD)]
        return [
            self._make_check(
                _("Nobody sees or copies databases over the web"),
                not config["list_db"],
                _("The list is shown.") if config["list_db"] else _("The list is hidden."),
                _("Start the server with --no-database-list (list_db = False)."),
            ),
            self._make_check(
                _("The server answers for this database only"),
                bool(config["dbfilter"]) or bool(config["db_name"]),
                config["dbfilter"]
                or ", ".join(config["db_name"] or ())
                or _("For every database."),
                _("Set dbfilter to the name of this database."),
            ),
            self._make_check(
                _("The master password is not the one of the manual"),
                not config.verify_admin_password("admin"),
                _("Tried with the well-known one."),
                _("Set another admin_passwd."),
            ),
            self._make_check(
                _("Connections are encrypted"),
                secure,
                url or _("No address is set."),
                _("Put a proxy with https in front, set proxy_mode and the address with https."),
            ),
            self._make_check(
                _("Several workers with time limits"),
                workers > 0,
                _("%(count)s workers.", count=workers),
                _("Start the server with --workers."),
            ),
            self._make_check(
                _("Only the server reads the stored files"),
                not open_store,
                _("Other accounts of the machine can read them.")
                if open_store
                else _("Other accounts of the machine cannot."),
                _("Take the rights of group and others from the file store (chmod -R go-rwx)."),
            ),
            self._make_check(
                _("The server's own log holds no data"),
                not loud and not config["dev_mode"],
                _("Set to tell everything.")
                if loud or config["dev_mode"]
                else _("Set to be quiet."),
                _("Leave out debug log handlers and developer mode."),
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
