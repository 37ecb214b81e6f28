from odoo import api, fields, models
from odoo.exceptions import AccessError

from ...tools import chain

OCCASIONS = [
    ("day", "Every day"),
    ("mail", "Mailed to the general manager"),
    ("print", "Printed on a register"),
    ("hand", "Written down by hand"),
]


class ClientAccessAnchor(models.Model):
    """A head of the log that was written down: a chain cut or written anew behind it shows.

    What stands here can be changed by whoever changes the log; what was mailed and printed cannot.
    """

    _name = "client.access.anchor"
    _description = "Written-down head of the access log"
    _log_access = False
    _order = "id desc"
    _rec_name = "words"

    at = fields.Datetime("Written down at", required=True, readonly=True)
    seq = fields.Integer("Number in the chain", required=True, readonly=True, aggregator=None)
    hash = fields.Char("Hash of the entry", required=True, readonly=True)
    occasion = fields.Selection(OCCASIONS, required=True, readonly=True)
    words = fields.Char("Head", compute="_compute_words")

    def init(self):
        self.env["client.access.log"]._guard_table(self._table, "client_access_guard")

    @api.depends("seq", "hash")
    def _compute_words(self):
        for anchor in self:
            anchor.words = chain.get_words(anchor.seq, anchor.hash or chain.GENESIS)

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        self._refuse()

    def write(self, vals):  # pylint: disable=method-required-super
        self._refuse()

    def unlink(self):  # pylint: disable=method-required-super
        if self:
            self._refuse()
        return True

    @api.model
    def _refuse(self):
        raise AccessError(
            self.env._("The access log can only be added to, and only by the system.")
        )

    @api.model
    def _put(self, occasion):
        """Write the present head down.

        :param str occasion: key of `OCCASIONS`
        :return: the anchor, empty as long as nothing is sealed
        """
        head = self.env["client.access.head"]._read()
        if not head:
            return self.browse()
        now = fields.Datetime.now()
        return super().create(  # pylint: disable=super-method-mismatch
            [{"at": now, "seq": head[0], "hash": head[1], "occasion": occasion}]
        )
