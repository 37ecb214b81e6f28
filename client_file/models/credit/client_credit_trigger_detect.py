import datetime

import pytz
from dateutil.relativedelta import relativedelta
from odoo import api, models
from odoo.tools import SQL

from ...tools import triggers as rules
from ...tools.dates import company_today, warning_stage
from . import trigger_state
from .group_sql import members
from .report_constants import HARMLESS_RECORDS

# Nights that end up with more events than this are worked off in batches of it.
BATCH = 1000
WARNING_DAYS = (30, 7)


class ClientCreditTrigger(models.Model):
    """Noticing: every client against what was known of it, a fixed number of statements."""

    _inherit = "client.credit.trigger"

    @api.model
    def _cron_detect(self):
        """Nightly, over all open files."""
        self._detect()

    @api.model
    def _detect(self, partner_ids=None):
        """Draw what happened since the last look; the first look at a file only remembers.

        :param partner_ids: only these clients (None: all)
        :return: the triggers drawn
        """
        # Quiet: the event is the record itself, no message tells it again.
        triggers = self.sudo().with_context(mail_create_nolog=True)
        # Two looks at once would both see the same change.
        self.env.cr.execute("SELECT pg_advisory_xact_lock(hashtext('client.credit.trigger'))")
        params = {**self.env["client.file.metric"]._get_parameters(company_today(self.env))}
        params["only"] = None if partner_ids is None else list(partner_ids)
        Baselines = self.env["client.credit.baseline"].sudo()
        rows = Baselines._collect(params)
        found = triggers._find_changes(rows)
        found += triggers._find_records(params)
        found += triggers._find_endings(params)
        found += triggers._find_reviews(rows, params["today"])
        drawn = triggers._draw(found, params["today"])
        drawn |= triggers._draw(triggers._find_relatives(drawn), params["today"])
        fallen = {row["file_id"] for row in found if row["code"] == "index_fall"}
        Baselines._keep(params, fallen)
        return drawn

    # === What happened: lists of dicts file_id, code, key, stage, values, model, id ===

    def _find_changes(self, rows):
        found, statements = [], []
        for row in rows:
            if row["old"] is None:
                continue
            for code, old, new in rules.find_changes(row["old"], row["new"]):
                event = {
                    "file_id": row["file_id"],
                    "code": code,
                    "values": {"old": old, "new": new},
                }
                if code in ("statement", "zone", "manipulation"):
                    event["model"] = "client.credit.statement"
                    event["id"] = row["new"].get("statement")
                elif code == "account_manager":
                    names = self.env["res.users"].browse([old, new]).mapped("name")
                    event["values"] = dict(zip(("old", "new"), names, strict=False))
                found.append(event)
                if code == "statement" and old:
                    statements.append((row["file_id"], old, new))
        return found + self._find_ratio_changes(statements)

    def _find_ratio_changes(self, statements):
        """Ratios of the new statement against those of the one known before."""
        if not statements:
            return []
        self.env.cr.execute(
            SQL(
                """
                SELECT n.statement_id, n.code, o.adjusted::float8, n.adjusted::float8
                  FROM client_credit_statement_result n
                  JOIN unnest(%s, %s) AS pair(old_id, new_id) ON pair.new_id = n.statement_id
                  JOIN client_credit_statement_result o
                    ON o.statement_id = pair.old_id AND o.code = n.code
                 WHERE n.kind = 'ratio' AND n.has_adjusted AND o.has_adjusted
                 ORDER BY n.statement_id, n.sequence
                """,
                [old for _file, old, _new in statements],
                [new for _file, _old, new in statements],
            )
        )
        by_statement = {}
        for statement_id, *ratio in self.env.cr.fetchall():
            by_statement.setdefault(statement_id, []).append(ratio)
        found = []
        for file_id, _old, new in statements:
            moved = rules.find_ratio_changes(by_statement.get(new, ()))
            if moved:
                found.append(
                    {
                        "file_id": file_id,
                        "code": "ratio",
                        "values": {"ratios": moved},
                        "model": "client.credit.statement",
                        "id": new,
                    }
                )
        return found

    def _find_records(self, params):
        """Public records that were added since the last look and speak against the client."""
        self.env.cr.execute(
            """
            SELECT b.file_id, f.id, f.name, f.record_type, f.date
              FROM client_credit_baseline b
              JOIN client_credit_fact f ON f.file_id = b.file_id AND f.id > b.fact_id
              JOIN client_credit_current c ON c.file_id = b.file_id
             WHERE f.kind = 'public_record' AND f.status = 'open'
               AND f.record_type <> ALL(%s)
             ORDER BY f.id
            """,
            [list(HARMLESS_RECORDS)],
        )
        return [
            {
                "file_id": file_id,
                "code": "public_record",
                "key": str(fact_id),
                "values": {"name": name, "record_type": record_type, "date": str(date or "")},
                "model": "client.credit.fact",
                "id": fact_id,
            }
            for file_id, fact_id, name, record_type, date in self.env.cr.fetchall()
        ]

    def _find_endings(self, params):
        self.env.cr.execute(trigger_state.endings(params, WARNING_DAYS[0]))
        found = []
        for code, file_id, model, res_id, name, day in self.env.cr.fetchall():
            stage = warning_stage(day, params["today"], WARNING_DAYS)
            found.append(
                {
                    "file_id": file_id,
                    "code": code,
                    "key": str(res_id),
                    "stage": stage,
                    "severity": 5 if stage > 1 else None,
                    "values": {"name": name or "", "date": str(day)},
                    "model": model,
                    "id": res_id,
                }
            )
        return found

    def _find_reviews(self, rows, today):
        """Clients with credit whose class asks for another look by now."""
        found = []
        for row in rows:
            letter = row["new"].get("class")
            months = rules.get_review_months(letter)
            last = row["reviewed_on"]
            if row["watched"] and last and last + relativedelta(months=months) <= today:
                found.append(
                    {
                        "file_id": row["file_id"],
                        "code": "review",
                        "key": str(last),
                        "stage": 1,
                        "values": {"date": str(last), "months": months, "class": letter or ""},
                    }
                )
        return found

    def _find_relatives(self, drawn):
        """What happens to one company concerns its group and those it guarantees for."""
        loud = drawn.filtered(lambda trigger: trigger.code in rules.LOUD)
        if not loud:
            return []
        self.env.cr.execute(
            SQL(
                """
                WITH member AS (%s),
                origin AS (
                    SELECT t.id, t.file_id, f.partner_id, member.account_id
                      FROM client_credit_trigger t JOIN client_file f ON f.id = t.file_id
                      LEFT JOIN member ON member.partner_id = f.partner_id
                     WHERE t.id = ANY(%s)
                )
                SELECT origin.id, 'affiliate', f.id
                  FROM origin JOIN member USING (account_id)
                  JOIN client_file f ON f.partner_id = member.partner_id
                 WHERE f.state = 'open' AND f.id <> origin.file_id
                 UNION
                SELECT origin.id, 'guarantor', fact.file_id
                  FROM origin JOIN res_partner p ON p.commercial_partner_id = origin.partner_id
                  JOIN client_credit_fact fact ON fact.partner_id = p.id
                  JOIN client_file f ON f.id = fact.file_id AND f.state = 'open'
                 WHERE fact.kind = 'guarantee' AND fact.status = 'open'
                   AND fact.file_id <> origin.file_id
                   AND (fact.date_end IS NULL OR fact.date_end >= %s)
                """,
                members(),
                loud.ids,
                company_today(self.env),
            )
        )
        origins = {trigger.id: trigger for trigger in loud}
        return [
            {
                "file_id": file_id,
                "code": code,
                "key": str(origins[origin_id].file_id.id),
                "values": {
                    "name": origins[origin_id].partner_id.name,
                    "code": origins[origin_id].code,
                },
                "model": self._name,
                "id": origin_id,
            }
            for origin_id, code, file_id in self.env.cr.fetchall()
        ]

    # === Drawing ===

    def _draw(self, found, today):
        """One open trigger per event: what waits already gets the newest figures.

        An ending that was decided comes back only at its next warning.
        """
        drawn = self.browse()
        if not found:
            return drawn
        deadlines = self._get_deadlines()
        for start in range(0, len(found), BATCH):
            rows = {}
            for event in found[start : start + BATCH]:
                event.setdefault("key", "")
                rows[event["file_id"], event["code"], event["key"]] = event
            fresh = self._refresh_known(rows, deadlines)
            drawn |= self._create_protected(
                [self._prepare_values(event, today, deadlines) for event in fresh]
            )
        drawn._assign()
        return drawn

    def _refresh_known(self, rows, deadlines):
        """Update the open ones; return the events that are not there yet."""
        known = self.search(
            [
                ("file_id", "in", list({key[0] for key in rows})),
                ("code", "in", list({key[1] for key in rows})),
            ]
        )
        for trigger in known:
            event = rows.get((trigger.file_id.id, trigger.code, trigger.key or ""))
            if not event:
                continue
            if trigger.state == "open":
                trigger._renew(event, deadlines)
                event["known"] = True
            elif event.get("stage") and event["stage"] <= trigger.stage:
                event["known"] = True
        return [event for event in rows.values() if not event.get("known")]

    def _renew(self, event, deadlines):
        """The figures as they are now; the figure before stays the one first told."""
        values = {**event["values"]}
        if "old" in (self.values or {}):
            values["old"] = self.values["old"]
        changed = {"values": values} if values != self.values else {}
        if event.get("stage", 0) > self.stage:
            changed["stage"] = event["stage"]
            if event.get("severity"):
                changed["severity"] = str(event["severity"])
                changed["deadline"] = min(self.deadline, deadlines[event["severity"]])
        if changed:
            self._set_protected(changed)
            if "deadline" in changed:
                self.activity_ids.date_deadline = changed["deadline"]

    def _prepare_values(self, event, today, deadlines):
        kind, days = rules.CODES[event["code"]]
        days = event.get("severity") or days
        return {
            "file_id": event["file_id"],
            "kind": kind,
            "code": event["code"],
            "key": event["key"],
            "stage": event.get("stage", 0),
            "severity": str(days),
            "date": today,
            "deadline": deadlines[days],
            "values": event["values"],
            "res_model": event.get("model"),
            "res_id": event.get("id"),
        }

    @api.model
    def _get_deadlines(self):
        """{1: date, 5: date, 20: date}: working days of the main company from tomorrow on."""
        today = company_today(self.env)
        calendar = self.env.ref("base.main_company").sudo().resource_calendar_id
        zone = pytz.timezone(calendar.tz or "UTC")
        start = zone.localize(
            datetime.datetime.combine(today + datetime.timedelta(days=1), datetime.time.min)
        )
        deadlines = {}
        for days in (1, 5, 20):
            end = calendar.plan_days(days, start, compute_leaves=True) if calendar else False
            deadlines[days] = end.date() if end else today + datetime.timedelta(days=days)
        return deadlines

    def _assign(self):
        """A task for one credit manager each: whoever has the fewest open ones."""
        managers = self.env.ref("client_file.client_file_group_credit").sudo().all_user_ids
        managers = managers.filtered("active")
        if not managers or not self:
            return
        loads = dict.fromkeys(managers, 0)
        for user, count in self._read_group(
            [("state", "=", "open"), ("user_id", "in", managers.ids)], ["user_id"], ["__count"]
        ):
            loads[user] = count
        tasks = []
        todo = self.env.ref("mail.mail_activity_data_todo").id
        model_id = self.env["ir.model"]._get_id(self._name)
        for trigger in self:
            user = min(managers, key=lambda person: (loads[person], person.id))
            loads[user] += 1
            trigger._set_protected({"user_id": user.id})
            theirs = self.with_context(lang=user.lang)
            labels = dict(theirs._fields["code"]._description_selection(theirs.env))
            tasks.append(
                {
                    "activity_type_id": todo,
                    "res_model_id": model_id,
                    "res_id": trigger.id,
                    "user_id": user.id,
                    "date_deadline": trigger.deadline,
                    "summary": labels[trigger.code],
                }
            )
        # Quiet: a hundred tasks of one night are a list on the desk, not a hundred mails.
        self.env["mail.activity"].with_context(mail_activity_quick_update=True).create(tasks)
