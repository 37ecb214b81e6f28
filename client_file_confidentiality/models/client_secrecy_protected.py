from odoo import api, models
from odoo.exceptions import AccessError

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
    """Records that are as secret as the client file they belong to."""

    _name = "client.secrecy.protected"
    _description = "As secret as its client file"

    @api.model
    def _get_protected_models(self):
        """Names of all stored models that are protected (sorted list)."""
        return sorted(
            name
            for name, model in self.env.registry.items()
            if issubclass(model, self.env.registry[self._name]) and not model._abstract
        )

    def _get_secrecy_rank(self):
        """The level that holds for this record: 0 not secret, 1 秘密, 2 机密, 3 绝密."""
        self.ensure_one()
        return 0

    def _get_secrecy_words(self):
        """The mark as it is printed: level, term and company; empty when not secret."""
        self.ensure_one()
        return ""

    def _require_permit(self, operation):
        """Use up the permit that the current user holds for `operation` on these records.

        :param str operation: key of `OPERATIONS`
        :raise AccessError: when one of the records is secret and no permit covers it
        """
        if any(record._get_secrecy_rank() for record in self):
            raise AccessError(
                self.env._("This needs a permit of the general manager. Ask for one first.")
            )
