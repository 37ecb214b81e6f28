from odoo import api, models


class ClientCreditTrigger(models.Model):
    """What happened and what to do about it, in the reader's language."""

    _inherit = "client.credit.trigger"

    @api.depends("code", "values")
    @api.depends_context("lang")
    def _compute_words(self):
        templates, actions = self._get_templates(), self._get_actions()
        for trigger in self:
            words = trigger._get_words_values()
            template = templates.get(trigger.code)
            trigger.words = template % words if template else False
            trigger.action_words = actions.get(trigger.code, False)

    def _get_words_values(self):
        """Values of the templates: numbers with separators, choices by their labels."""
        self.ensure_one()
        values = {
            key: self._format_value(self.code, value) for key, value in (self.values or {}).items()
        }
        values = {"old": "", "new": "", "name": "", "date": "", "months": "", **values}
        labels = self.env["client.credit.fact"]._fields["record_type"]
        if self.code == "public_record":
            kinds = dict(labels._description_selection(self.env))
            values["record_type"] = kinds.get(self.values.get("record_type"), "")
        elif self.code in ("affiliate", "guarantor"):
            kinds = dict(self._fields["code"]._description_selection(self.env))
            values["code"] = kinds.get(self.values.get("code"), "")
        elif self.code == "ratio":
            values["ratios"] = self._describe_ratios()
        return values

    def _format_value(self, code, value):
        if code == "utilisation":
            return f"{float(value or 0):.0%}"
        if code in ("overdue", "sales_fall") and isinstance(value, int | float):
            return f"{value:,.2f}"
        if code == "knock_out":
            field = self.env["client.credit.score"]._fields["knock_out"]
            return dict(field._description_selection(self.env)).get(value, "")
        if code == "zone":
            field = self.env["client.credit.statement"]._fields["z2_zone"]
            return dict(field._description_selection(self.env)).get(value, "")
        return f"{value:g}" if isinstance(value, float) else value if value else "—"

    def _describe_ratios(self):
        field = self.env["client.credit.statement.result"]._fields["code"]
        labels = dict(field._description_selection(self.env))
        return "\n".join(
            self.env._(
                "%(ratio)s: %(old)s → %(new)s",
                ratio=labels.get(code, code),
                old=f"{old:.2f}",
                new=f"{new:.2f}",
            )
            for code, old, new in (self.values or {}).get("ratios", ())
        )

    @api.model
    def _get_templates(self):
        """Code -> sentence with the figures before and after."""
        change = self.env._("Before: %(old)s\nNow: %(new)s")
        ends = self.env._("%(name)s: valid until %(date)s.")
        return {
            "knock_out": self.env._("Class E at once: %(new)s."),
            "overdue": self.env._("Overdue for more than 30 days: %(new)s; nothing before."),
            "index_fall": self.env._("The payment index fell from %(old)s to %(new)s."),
            "sales_fall": self.env._(
                "Sales of the last three months: %(new)s; in the same months of the year before: "
                "%(old)s."
            ),
            "utilisation": self.env._("The group uses %(new)s of its limit; it was %(old)s."),
            "class_change": self.env._("The credit class moved from %(old)s to %(new)s."),
            "statement": self.env._("A financial statement was confirmed."),
            "zone": self.env._("Z'' moved from %(old)s to %(new)s."),
            "manipulation": self.env._(
                "The M-score of the newest statement is beyond its cut-off: the figures may be "
                "made up."
            ),
            "ratio": self.env._("More than a fifth against the statement before:\n%(ratios)s"),
            "public_record": self.env._("%(record_type)s: %(name)s %(date)s"),
            "representative": change,
            "shareholder": change,
            "management": change,
            "contact": change,
            "account_manager": change,
            "bank": change,
            "address": change,
            "report_ends": self.env._("Report %(name)s: valid until %(date)s."),
            "limit_ends": self.env._("The limit is valid until %(date)s."),
            "document_ends": ends,
            "guarantee_ends": ends,
            "review": self.env._(
                "Last looked at on %(date)s; class %(class)s is looked at every %(months)s months."
            ),
            "affiliate": self.env._("%(name)s, of the same group: %(code)s."),
            "guarantor": self.env._("%(name)s, who guarantees for this client: %(code)s."),
            "business": "%(name)s %(date)s",
        }

    @api.model
    def _get_actions(self):
        """Code -> what a credit manager would do next."""
        ask = self.env._("Ask the client for the reason and propose the limit again.")
        verify = self.env._("Verify with the public register and update the client file.")
        renew = self.env._("Renew it in time, or let the limit lapse.")
        return {
            "knock_out": self.env._(
                "Credit is stopped. Collect what is open; no new order on terms."
            ),
            "overdue": self.env._("Remind the client, agree a date, hold new orders."),
            "index_fall": ask,
            "sales_fall": self.env._(
                "Ask the account manager for the reason; lower the limit to the need."
            ),
            "utilisation": self.env._(
                "Raise the limit by approval, or ask for payment before the next order."
            ),
            "class_change": self.env._("Propose the limit again with the class of today."),
            "statement": self.env._("Read its analysis and propose the limit again."),
            "zone": ask,
            "manipulation": self.env._(
                "Look at the water meter test by test; ask for the tax return or the audit report."
            ),
            "ratio": ask,
            "public_record": self.env._(
                "Read the record; stop credit where the client may not be able to pay."
            ),
            "representative": verify,
            "shareholder": verify,
            "management": verify,
            "contact": self.env._("Let the account manager introduce us to the new person."),
            "account_manager": self.env._(
                "Confirm balance and terms with the client in writing (reconciliation statement)."
            ),
            "bank": self.env._(
                "Call the client at a number you already know before anything is paid or refunded."
            ),
            "address": self.env._("Verify the address by a visit or the public register."),
            "report_ends": self.env._("Write a new credit report."),
            "limit_ends": renew,
            "document_ends": self.env._("Ask the client for the renewed paper."),
            "guarantee_ends": renew,
            "review": self.env._("Look at the whole file and confirm or change the limit."),
            "affiliate": self.env._("Look at the limit of the whole group."),
            "guarantor": self.env._("Ask for another security or lower the limit."),
            "business": self.env._(
                "Read the news; look again at who owes us and who stands for it."
            ),
        }
