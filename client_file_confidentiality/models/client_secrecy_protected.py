from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.orm.domains import DomainAnd

# Keys of `Selection` fields for the three levels of article 8; 0 (no key) is not secret.
LEVELS = [("1", "Confidential"), ("2", "Secret"), ("3", "Top secret")]
# What article 11 (2) lets nobody do without the general manager.
OPERATIONS = [
    ("copy", "Copy"),
    ("extract", "Extract"),
    ("export", "Export"),
    ("print", "Print"),
    ("download", "Download of the original"),
    ("outside", "Use outside the company"),
    ("carry", "Carry out"),
]


class ClientSecrecyProtected(models.AbstractModel):
    """Records that are as secret as the client file they belong to.

    Two layers keep people out who are not cleared: a global record rule on the field
    `secrecy_open`, which every search and check of Odoo honours, and the overrides of `_search`
    and `_check_access` here, which hold when somebody switches that rule off. Both judge the
    real user by what holds at this moment, administrators included; only the system itself
    (the superuser) is not a person.
    """

    _inherit = "client.secrecy.protected"

    secrecy_open = fields.Boolean(
        compute="_compute_secrecy_open",
        search="_search_secrecy_open",
        compute_sudo=False,
        exportable=False,
        help="Whether the person asking may know this at this moment.",
    )

    @api.model
    def _get_protected_models(self):
        """Names of all stored models that are protected (sorted list)."""
        mixin = self.env.registry["client.secrecy.protected"]
        return sorted(
            name
            for name, model in self.env.registry.items()
            if issubclass(model, mixin) and not model._abstract
        )

    def _get_secrecy_files(self):
        """The client files of the records, in sudo."""
        records = self.sudo()
        return records.mapped(self._secrecy_path) if self._secrecy_path else records

    @api.depends_context("uid")
    def _compute_secrecy_open(self):
        files = self._get_secrecy_files()._origin
        allowed = set(self.env["client.secrecy.clearance"]._filter_open(files)._ids)
        for record, reader in zip(self.sudo(), self, strict=True):
            file = (record.mapped(self._secrecy_path) if self._secrecy_path else record)._origin
            # Rows of clients without a file are as open as the ledger they come from.
            reader.secrecy_open = not file or file.id in allowed

    def _search_secrecy_open(self, operator, value):
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        return self._get_secrecy_domain()

    @api.model
    def _get_secrecy_domain(self):
        """Condition on this model's rows that leaves what the current user may know."""
        domain = self.env["client.secrecy.clearance"]._get_file_domain()
        model = self
        steps = self._secrecy_path.split(".") if self._secrecy_path else []
        fields_on_way = []
        for step in steps:
            fields_on_way.append(model._fields[step])
            model = self.env[model._fields[step].comodel_name]
        for field in reversed(fields_on_way):
            domain = Domain(field.name, "any!", domain)
            if not field.required and not self._secrecy_never_without_file:
                domain |= Domain(field.name, "=", False)
        return domain

    @api.model
    def _search(self, domain, *args, bypass_access=False, **kwargs):
        if not (self.env.su or bypass_access or self._is_ruled_by_secrecy("read")):
            domain = Domain(domain) & Domain("secrecy_open", "=", True)
        return super()._search(domain, *args, bypass_access=bypass_access, **kwargs)

    @api.model
    def _is_ruled_by_secrecy(self, operation):
        """Whether the global record rule is there and in force, as it should be."""
        rule = self.env["ir.rule"]._compute_domain(self._name, operation)
        conditions = rule.children if isinstance(rule, DomainAnd) else (rule,)
        return any(getattr(part, "field_expr", "") == "secrecy_open" for part in conditions)

    def _check_access(self, operation):
        result = super()._check_access(operation)
        if self.env.uid == SUPERUSER_ID or not any(self._ids):
            return result
        if not result and self._is_ruled_by_secrecy(operation):
            return result  # The rule has judged the same field already.
        closed = self.browse(id_ for id_ in self._ids if id_) - self._filter_secrecy_open()
        if not closed:
            return result
        forbidden = closed | result[0] if result else closed
        return forbidden, self._make_restricted_error

    def _filter_secrecy_open(self):
        """The records that the current user may know, judged without any record rule."""
        return self.filtered("secrecy_open")

    @api.model
    def _make_restricted_error(self):
        """One answer for every door: it tells neither level nor what is there."""
        return AccessError(self.env._("This client file is restricted. You may ask to read it."))

    def _get_secrecy_rank(self):
        """The level that holds for this record: 0 not secret, 1 秘密, 2 机密, 3 绝密."""
        self.ensure_one()
        return max(self._get_secrecy_files().mapped("secrecy_rank"), default=0)

    def _get_secrecy_words(self):
        """The mark as it is printed: level, term and company; empty when not secret."""
        self.ensure_one()
        return " ".join(self._get_secrecy_files()._get_mark_words())

    def _require_permit(self, operation):
        """Use up the permit that the current user holds for `operation` on these records.

        :param str operation: key of `OPERATIONS`
        :raise AccessError: when one of the records is secret and no permit covers it
        """
        if any(record._get_secrecy_rank() for record in self):
            raise AccessError(
                self.env._("This needs a permit of the general manager. Ask for one first.")
            )
