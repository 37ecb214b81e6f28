from odoo import api, fields, models
from odoo.tools import SQL

LONGEST_SESSION = 12 * 3600  # seconds without a click


class ClientSecurityHealthChecks(models.TransientModel):
    """Checks of this addon, its log, and Odoo's settings."""

    _inherit = "client.security.health"

    @api.model
    def _get_health_checks(self):
        return [
            *super()._get_health_checks(),
            *self._get_rule_checks(),
            *self._get_log_checks(),
            *self._get_odoo_checks(),
        ]

    # -- this addon ---------------------------------------------------------------------------

    @api.model
    def _get_rule_checks(self):
        names = self.env["client.secrecy.protected"]._get_protected_models()
        actions = self.env["ir.actions.act_window"].search(
            [("res_model", "in", names), ("cache", "=", True)]
        )
        unruled = self._find_unruled_models(names)
        derived = self._find_derived_fields(names)
        return [
            self._make_check(
                self.env._("Lists of client files leave nothing in the browser"),
                not actions,
                self.env._("%(count)s actions keep data in the browser.", count=len(actions))
                if actions
                else self.env._("No action keeps data in the browser."),
                self.env._(
                    "Switch off the browser's store on: %(names)s",
                    names=self._join(actions, "name"),
                ),
            ),
            self._make_check(
                self.env._("Every kind of record has its global secrecy rule"),
                not unruled,
                self.env._("%(count)s kinds have none in force.", count=len(unruled))
                if unruled
                else self.env._("%(count)s kinds, each with its rule.", count=len(names)),
                self.env._(
                    "Update this addon; it puts the rules back: %(names)s", names=", ".join(unruled)
                ),
            ),
            self._make_check(
                self.env._("Nothing outside is derived from client files"),
                not derived,
                self.env._("%(count)s fields copy from client files.", count=len(derived))
                if derived
                else self.env._("No field elsewhere copies from client files."),
                self.env._(
                    "Remove or recompute as the reader: %(names)s", names=", ".join(derived)
                ),
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
        last = self.env["client.access.verification"].search([], limit=1)
        fresh = bool(last) and (fields.Datetime.now() - last.at).total_seconds() < 26 * 3600
        late = self._find_late_jobs()
        triggers = self._count_log_triggers()
        return [
            self._make_check(
                self.env._("The database refuses changes of the access log"),
                triggers == 6,
                self.env._("%(count)s of 6 triggers are in force.", count=triggers),
                self.env._("Update this addon; it puts the triggers back. Ask who took them away."),
            ),
            self._make_check(
                self.env._("The chain of the access log holds"),
                last and last.is_sound,
                last.words if last else self.env._("Never checked."),
                self.env._(
                    "Report an incident, keep the database as it is and compare with the last mail."
                ),
            ),
            self._make_check(
                self.env._("The chain was checked within a day"),
                fresh,
                self.env._("Last checked at %(time)s (UTC).", time=last.at)
                if last
                else self.env._("Never checked."),
                self.env._("Check it now; see that the scheduled jobs run."),
            ),
            self._make_check(
                self.env._("The scheduled jobs run"),
                not late,
                self.env._("%(count)s jobs are late or switched off.", count=len(late))
                if late
                else self.env._("All jobs ran when they should."),
                self.env._(
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
        param = self.env["ir.config_parameter"].get_param
        profiling = fields.Datetime.to_datetime(param("base.profiling_enabled_until") or False)
        idle = int(param("sessions.max_inactivity_seconds") or 7 * 24 * 3600)
        indexed = self._count_indexed_files()
        become = self._is_become_open()
        return [
            self._make_check(
                self.env._("No recording of requests with their data"),
                not profiling or profiling < fields.Datetime.now(),
                self.env._("Recording is allowed.")
                if profiling
                else self.env._("Recording is off."),
                self.env._("Technical settings: end profiling and delete its records."),
            ),
            self._make_check(
                self.env._("No administrator turns into the system's own user"),
                not become,
                self.env._("The way is open.") if become else self.env._("The way is closed."),
                self.env._("Close /web/become in front of the server, or install the walls."),
            ),
            self._make_check(
                self.env._("The text of papers is not kept in clear"),
                not indexed,
                self.env._("The text of %(count)s files is in the database.", count=indexed)
                if indexed
                else self.env._("No text of a file is in the database."),
                self.env._("Uninstall the indexing of attachments and update this addon."),
            ),
            self._make_letter_check(),
            self._make_module_check(
                "cloud_storage",
                self.env._("Files stay on the company's own server"),
                self.env._("Uninstall the cloud storage."),
            ),
            self._make_check(
                self.env._("Sessions end by themselves"),
                idle <= LONGEST_SESSION,
                self.env._("After %(hours)s hours without a click.", hours=round(idle / 3600, 1)),
                self.env._("Set sessions.max_inactivity_seconds to 43200 or less."),
            ),
        ]

    @api.model
    def _make_module_check(self, module, name, fix):
        state = self.env["ir.module.module"].search([("name", "=", module)]).state
        gone = state not in ("installed", "to upgrade")
        words = self.env._("Not installed.") if gone else self.env._("Installed.")
        return self._make_check(name, gone, words, fix)

    @api.model
    def _make_letter_check(self):
        """New letters about client files are refused (walls); older ones may lie there still."""
        count = self._count_letters()
        if count:
            words = self.env._("%(count)s letters are about client files.", count=count)
        elif "snailmail.letter" in self.env:
            words = self.env._("Letters about client files are refused.")
        else:
            words = self.env._("Not installed.")
        return self._make_check(
            self.env._("Letters are not sent through an outside service"),
            not count,
            words,
            self.env._("Uninstall Snail Mail: its letters hand any attachment to any employee."),
        )

    @api.model
    def _count_letters(self):
        """Letters of Snail Mail that name a protected record or carry one of its files."""
        if "snailmail.letter" not in self.env:
            return 0
        names = self.env["client.secrecy.protected"]._get_protected_models()
        return self.env.execute_query(
            SQL(
                "SELECT count(*) FROM snailmail_letter l"
                " LEFT JOIN ir_attachment a ON a.id = l.attachment_id"
                " WHERE l.model = ANY(%(names)s) OR a.res_model = ANY(%(names)s)",
                names=names,
            )
        )[0][0]

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
