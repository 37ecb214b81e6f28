from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.dates import company_today
from . import classification

# Two runs at once would only make each other fail: any number that no one else locks.
LOCK = 7305001


class ClientFileMetric(models.Model):
    """Measuring, ranking and classifying all clients, or those whose trade changed.

    Both run the same statements on the same limits, so after a refresh every row is what a
    rebuild of the day would write. Only own equity is read with the rebuild alone and kept with
    its date: it is a figure of the balance sheet, and the whole ledger stands behind it.
    """

    _inherit = "client.file.metric"

    @api.model
    def _rebuild(self, as_of=None):
        """Classify every client as of a date (today by default)."""
        self.env.cr.execute(SQL("SELECT pg_advisory_xact_lock(%s)", LOCK))
        self.env["client.file.dirty"]._take()
        self._run(self._get_parameters(as_of), None)

    @api.model
    def _refresh(self, partner_ids, as_of=None):
        """Classify again the clients whose trade changed, and those whom that moved.

        On a new day, or by new thresholds, nobody's class holds: then everybody's.
        """
        if partner_ids:
            self.env.flush_all()
            params = self._get_parameters(as_of)
            self._run(params, list(partner_ids) if self._is_current(params) else None)

    def _is_current(self, params):
        self.env.cr.execute(
            SQL("SELECT COUNT(*) FROM client_file_standing WHERE basis = %s", params["basis"])
        )
        return self.env.cr.fetchone()[0] == len(params["scopes"])

    def _run(self, params, partner_ids):
        params["only"] = partner_ids
        self._measure(params)
        if partner_ids is None:
            self._rank_all(params)
            self._apply(None, params)
        else:
            moved = self._rank_some(params)
            self._apply({*partner_ids, *moved}, params)

    def _measure(self, params):
        """Read the figures and store those that differ."""
        cr = self.env.cr
        cr.execute(
            "DROP TABLE IF EXISTS pg_temp.client_file_fresh, pg_temp.client_file_shift, "
            "pg_temp.client_file_standing_before, pg_temp.client_file_judged, "
            "pg_temp.client_file_class_size"
        )
        cr.execute("SELECT id FROM account_account WHERE account_type = 'asset_receivable'")
        params["receivables"] = [row[0] for row in cr.fetchall()]
        cr.execute(classification.differ(params, classification.collect(params)))
        if params["only"] is not None:
            cr.execute(classification.shift())
        cr.execute(classification.delete())
        cr.execute(classification.update())
        cr.execute(classification.insert())

    def _rank_all(self, params):
        """Find the limits from all clients and judge everybody by them."""
        cr = self.env.cr
        params["equity"] = params["rule"].own_equity or self._get_own_equity(params["rates"])
        cr.execute("DELETE FROM client_file_standing")
        cr.execute("DELETE FROM client_file_milestone")
        cr.execute(classification.count())
        cr.execute(classification.start(params))
        cr.execute(classification.set_milestones())
        self._choose_core(params, params["scopes"], [])
        cr.execute(classification.judge(params, None))
        cr.execute(classification.place())

    def _rank_some(self, params):
        """Shift the limits by what changed and judge those whom that may have moved.

        :return: partner ids of the group's rows that changed
        """
        cr = self.env.cr
        cr.execute(
            "CREATE TEMP TABLE client_file_standing_before ON COMMIT DROP AS "
            "SELECT * FROM client_file_standing"
        )
        cr.execute(
            SQL(
                "SELECT company_id FROM client_file_metric WHERE partner_id = ANY(%s)"
                " UNION SELECT company_id FROM client_file_shift",
                params["only"],
            )
        )
        companies = [row[0] for row in cr.fetchall()]
        cr.execute(classification.shift_sums())
        cr.execute(classification.shift_milestones())
        cr.execute(
            "SELECT id, partner_id, company_id FROM client_file_metric WHERE position = 'core'"
        )
        before = cr.fetchall()
        self._choose_core(params, companies, before)
        cr.execute(
            classification.find_members(
                [*params["only"], *(partner for _id, partner, company in before if not company)]
            )
        )
        params["relatives"] = [*params["members"], *(row[0] for row in cr.fetchall())]
        cr.execute(classification.find_affected(params, companies))
        cr.execute(classification.judge(params, [row[0] for row in cr.fetchall()]))
        cr.execute(classification.place())
        return [row[0] for row in cr.fetchall()]

    def _choose_core(self, params, companies, before):
        """Find limits and main clients of some scopes; the other scopes keep theirs."""
        cr = self.env.cr
        chosen = [row for row in before if row[2] not in companies]
        for company_id in companies:
            cr.execute(classification.find_limits(params, company_id))
            cr.execute(classification.choose_core(params, company_id))
            chosen += [(*row, company_id) for row in cr.fetchall()]
        params["core_ids"] = [row[0] for row in chosen]
        cr.execute(
            classification.find_members(
                [partner for _id, partner, company in chosen if not company]
            )
        )
        params["members"] = [row[0] for row in cr.fetchall()]

    @api.model
    def _add(self, partner_ids):
        """Give new files their figures at once; ranks follow with the next refresh."""
        self.env.flush_all()
        params = self._get_parameters()
        known = {
            partner.id
            for (partner,) in self._read_group(
                [("partner_id", "in", partner_ids), ("company_id", "=", False)], ["partner_id"]
            )
        }
        if fresh := [pid for pid in partner_ids if pid not in known]:
            self._measure({**params, "only": fresh})
            self.env["client.file.dirty"]._mark(
                SQL("SELECT partner_id FROM client_file_fresh WHERE sales_avg > 0")
            )
        self._apply(partner_ids, params)

    @api.model
    def _apply(self, partner_ids, params=None):
        """Carry the automatic classes and decisions of people over to the files."""
        params = {**(params or self._get_parameters())}
        params["only"] = None if partner_ids is None else list(partner_ids)
        cr = self.env.cr
        cr.execute(classification.apply(params))
        rows = cr.fetchall()
        changed = [row[0] for row in rows]
        self.env.invalidate_all(flush=False)
        if changed:
            params["changed"] = changed
            params["changed_metrics"] = [row[1] for row in rows]
            cr.execute(classification.close_history(params))
            cr.execute(classification.open_history(params))
            self.env["client.file"].browse(changed)._refresh_completeness()

    def _get_parameters(self, as_of=None):
        """What all statements need: the date, the thresholds, the rates and the scopes."""
        rule = self.env["client.classification.rule"]._get_rule()
        today = as_of or company_today(self.env)
        companies = self.env["res.company"].sudo().search(fields.Domain.TRUE)
        currency = rule._get_currency()
        rates = [
            (
                company.id,
                company.currency_id._get_conversion_rate(
                    company.currency_id, currency, company, today
                ),
            )
            for company in companies
        ]
        return {
            "rule": rule,
            "today": today,
            "rates": rates,
            "scopes": [None, *(companies.ids if len(companies) > 1 else ())],
            "basis": f"{today} {rule.id}.{rule.version} {rates}",
        }

    def _get_own_equity(self, rates):
        """Assets less liabilities of the posted balance sheet, in the reference currency."""
        self.env.cr.execute(
            SQL(
                """
                SELECT l.company_id, SUM(l.balance)
                  FROM account_move_line l JOIN account_account a ON a.id = l.account_id
                 WHERE l.parent_state = 'posted'
                   AND (a.account_type LIKE 'asset%%' OR a.account_type LIKE 'liability%%')
                 GROUP BY l.company_id
                """
            )
        )
        rate = dict(rates)
        return max(
            sum(float(total) * rate[company] for company, total in self.env.cr.fetchall()), 0
        )

    @api.model
    def _cron_refresh(self):
        """Classify clients whose trade changed since the last run."""
        self.env.cr.execute(SQL("SELECT pg_try_advisory_xact_lock(%s)", LOCK))
        if self.env.cr.fetchone()[0]:
            self._refresh(self.env["client.file.dirty"]._take())

    @api.model
    def _cron_rebuild(self):
        """Nightly: classes change with time alone, without any new document."""
        self._rebuild()
        self.env["client.file"]._cron_refresh_completeness()
