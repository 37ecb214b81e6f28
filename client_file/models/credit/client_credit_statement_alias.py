from odoo import api, fields, models

from ...tools.statements.aliases import normalise_label
from .client_credit_statement_line import CODES


class ClientCreditStatementAlias(models.Model):
    """A name under which clients print a line, taught by the people who read statements.

    Goes before the names the product knows. Numbering, brackets and spaces do not matter.
    """

    _name = "client.credit.statement.alias"
    _description = "Name of a statement line"
    _order = "name, id"

    name = fields.Char(string="Name on paper", required=True)
    key = fields.Char(compute="_compute_key", store=True, index=True, precompute=True)
    code = fields.Selection(CODES, string="Statement line", required=True)

    _key_uniq = models.Constraint("UNIQUE(key)", "This name is mapped already.")
    _key_filled = models.Constraint("CHECK(key <> '')", "The name holds letters.")

    @api.depends("name")
    def _compute_key(self):
        for alias in self:
            alias.key = normalise_label(alias.name)

    @api.model
    def _get_learned(self):
        """{normalised name: code}."""
        return {key: code for key, code in self.sudo()._read_group([], ["key", "code"])}

    @api.model
    def _teach(self, pairs):
        """Remember {name: code}; a name known already follows the newest reader."""
        wanted = {normalise_label(name): (name, code) for name, code in pairs.items()}
        wanted.pop("", None)
        known = {alias.key: alias for alias in self.search([("key", "in", list(wanted))])}
        for key, alias in known.items():
            if alias.code != wanted[key][1]:
                alias.code = wanted[key][1]
        self.create([{"name": n, "code": c} for key, (n, c) in wanted.items() if key not in known])
