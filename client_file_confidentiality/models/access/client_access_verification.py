from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...tools import chain, chain_reader

# The button follows shorter chains at once; longer ones are left to the nightly job.
AT_ONCE = 2_000_000
KINDS = [
    ("changed", "Entry changed"),
    ("missing", "Entry missing"),
    ("extra", "Entry put in"),
    ("cut", "End cut off"),
    ("rewritten", "Written anew"),
]


class ClientAccessVerification(models.Model):
    """One walk along the whole chain: what held, and the first place that does not."""

    _name = "client.access.verification"
    _description = "Check of the access log"
    _log_access = False
    _order = "id desc"
    _rec_name = "at"

    at = fields.Datetime("Checked at", required=True, readonly=True)
    user_id = fields.Many2one(
        "res.users", string="Check run by", readonly=True, ondelete="restrict"
    )
    is_sound = fields.Boolean("Chain holds", readonly=True)
    rows = fields.Integer("Entries that hold", readonly=True, aggregator=None)
    unsealed = fields.Integer(
        "Not sealed yet",
        readonly=True,
        aggregator=None,
        help="Entries of the running quarter of an hour; guarded by the database's trigger alone.",
    )
    kind = fields.Selection(KINDS, string="Damage", readonly=True)
    seq = fields.Integer("First damaged number", readonly=True, aggregator=None)
    row_id = fields.Integer("Damaged entry", readonly=True, aggregator=None)
    head = fields.Char("Head then", readonly=True)
    seconds = fields.Float("Duration (s)", digits=(9, 2), readonly=True, aggregator=None)
    words = fields.Char("Outcome of the check", compute="_compute_words")

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        self._refuse()

    def write(self, vals):  # pylint: disable=method-required-super
        self._refuse()

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        self._refuse()

    @api.model
    def _refuse(self):
        raise AccessError(self.env._("Checks of the access log are kept as they were."))

    @api.depends("is_sound", "rows", "kind", "seq")
    def _compute_words(self):
        for check in self:
            number = check.seq
            check.words = {
                "changed": self.env._("Entry %(number)s of the chain was changed.", number=number),
                "missing": self.env._("Entry %(number)s of the chain is missing.", number=number),
                "extra": self.env._(
                    "A second entry %(number)s was put into the chain.", number=number
                ),
                "cut": self.env._(
                    "The end was cut off: entry %(number)s and what follows.", number=number
                ),
                "rewritten": self.env._(
                    "The chain was written anew from entry %(number)s on.", number=number
                ),
            }.get(check.kind) or self.env._("All %(count)s sealed entries hold.", count=check.rows)

    @api.model
    def _verify_and_record(self, known=()):
        """Walk the chain and keep the result.

        :param known: further (number, hash) from prints and mails
        """
        result = chain_reader.verify(self.env.cr, known)
        broken = result.broken
        return super().create(  # pylint: disable=super-method-mismatch
            [
                {
                    "at": fields.Datetime.now(),
                    "user_id": self.env.uid,
                    "is_sound": not broken,
                    "rows": result.rows,
                    "unsealed": result.unsealed,
                    "kind": broken.kind if broken else False,
                    "seq": broken.seq if broken else 0,
                    "row_id": result.row_id,
                    "head": chain.get_words(result.seq, result.head),
                    "seconds": result.seconds,
                }
            ]
        )

    @api.model
    def action_verify(self, words=None):
        """Walk the chain now and show the result.

        :param str words: a head from a print or a mail, to be found in the chain as well
        """
        self.browse().check_access("read")
        known = []
        if words:
            head = chain.read_words(words)
            if not head:
                raise UserError(
                    self.env._(
                        "This is no head of the log. Type the number and the 64 signs after it."
                    )
                )
            known.append(head)
        self_sudo = self.sudo()
        last = self_sudo.env["client.access.head"]._read()
        if last and last[0] > AT_ONCE and not known:
            self_sudo.env.ref("client_file_confidentiality.cron_anchor")._trigger()
            raise UserError(
                self.env._("The log is long: it is checked in the background. Look again soon.")
            )
        check = self_sudo._verify_and_record(known)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Check of the access log"),
            "res_model": self._name,
            "res_id": check.id,
            "views": [(False, "form")],
            "target": "current",
        }
