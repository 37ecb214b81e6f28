from odoo import api, models
from odoo.exceptions import UserError


class ClientCreditDivergence(models.Model):
    """A conflict in words: who granted what, line by line, and the records behind it."""

    _inherit = "client.credit.divergence"

    @api.depends("evidence", "kind")
    @api.depends_context("lang", "uid")
    def _compute_words(self):
        """Names are read once for all rows; those who see a conflict see which teams it is."""
        names = self._get_names()
        for record in self:
            lines = [record._describe(line, names) for line in record.evidence or ()]
            record.words = "\n".join(lines)

    def _get_names(self):
        """{(model, id): name} of companies, teams and products of all evidence."""
        wanted = {"company": "res.company", "team": "crm.team", "product": "product.product"}
        names = {}
        for key, model in wanted.items():
            ids = {line[key] for row in self for line in row.evidence or () if line.get(key)}
            # In sudo on purpose: the name of a team of another company, nothing else.
            for record in self.env[model].sudo().browse(ids).exists():
                names[key, record.id] = record.display_name
        return names

    def _describe(self, line, names):
        self.ensure_one()
        who = names.get(("team", line.get("team"))) or self.env._("no team")
        company = names.get(("company", line.get("company")), "")
        values = {
            "who": self.env._("%(company)s, %(team)s", company=company, team=who),
            "company": company,
            "days": line.get("days"),
            "date": line.get("date") or "",
            "amount": f"{line.get('amount') or 0:,.2f}",
            "limit": f"{line.get('limit') or 0:,.2f}",
            "price": f"{line.get('price') or 0:,.2f}",
            "product": names.get(("product", line.get("product")), ""),
            "guarantor": line.get("guarantor") or "",
            "count": line.get("invoices") or 0,
        }
        return self._get_template(line) % values

    def _get_template(self, line):
        self.ensure_one()
        if self.kind == "settings":
            if "days" in line:
                return self.env._("%(company)s keeps %(days)s days")
            return self.env._("%(company)s keeps a limit of %(limit)s")
        return {
            "terms": self.env._("%(who)s: %(days)s days on %(amount)s (%(count)s invoices)"),
            "ratchet": self.env._("%(date)s %(who)s: %(days)s days on %(amount)s"),
            "prices": self.env._("%(product)s: %(who)s at %(price)s"),
            "stopped": self.env._("%(date)s %(who)s: order of %(amount)s at %(days)s days"),
            "guarantors": self.env._("%(guarantor)s: guarantee of %(limit)s"),
        }[self.kind]

    def action_open_evidence(self):
        """The records behind it, as far as the user may read them."""
        self.ensure_one()
        models_ids = {}
        for line in self.evidence or ():
            models_ids.setdefault(line["model"], set()).update(line["ids"])
        if not models_ids:
            raise UserError(self.env._("No record is kept with this conflict."))
        model, ids = next(iter(models_ids.items()))
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": model,
            "domain": [("id", "in", sorted(ids))],
            "views": [(False, "list"), (False, "form")],
            "context": {"create": False},
        }
