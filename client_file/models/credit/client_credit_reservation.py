from odoo import api, fields, models
from odoo.tools import SQL


class ClientCreditReservation(models.Model):
    """Headroom taken by an order at its confirmation, for whoever confirms at the same moment.

    Odoo's transactions see the database as it was when they began: after waiting for the lock
    on the account, the order confirmed meanwhile is still invisible. Rows of this table, read
    through a fresh connection, tell what was confirmed since. They matter for seconds and are
    removed the next day.
    """

    _name = "client.credit.reservation"
    _description = "Headroom taken"
    _log_access = False

    # Plain numbers: a foreign key would make confirmations lock each other's orders.
    account_id = fields.Integer(required=True, index=True)
    order_id = fields.Integer(required=True)
    company_id = fields.Integer(required=True)
    partner_id = fields.Integer(required=True)
    amount = fields.Float(digits=(16, 2), required=True)
    date = fields.Datetime(required=True, default=lambda self: fields.Datetime.now())

    @api.model
    def _lock(self, account_ids):
        """Lock the accounts, lowest number first, until the end of the transaction.

        In one order always, so that two confirmations never wait for each other in a circle.
        """
        self.env.cr.execute(
            SQL(
                "SELECT id FROM client_credit_account WHERE id = ANY(%s)"
                " ORDER BY id FOR NO KEY UPDATE",
                sorted(account_ids),
            )
        )

    @api.model
    def _get_unseen(self, account_ids):
        """What others reserved since this transaction began.

        :return: {account id: list of (partner id, company id, amount)}; call it after `_lock`
        """
        if not self.env.registry.ready:
            return {}  # While modules are installed nobody else works.
        query = (
            "SELECT id, account_id, partner_id, company_id, amount FROM client_credit_reservation"
            " WHERE account_id = ANY(%s)"
        )
        self.env.cr.execute(query, (list(account_ids),))
        seen = {row[0] for row in self.env.cr.fetchall()}
        with self.env.registry.cursor() as fresh:
            fresh.execute(query, (list(account_ids),))
            rows = [row for row in fresh.fetchall() if row[0] not in seen]
        unseen = {}
        for _id, account_id, partner_id, company_id, amount in rows:
            unseen.setdefault(account_id, []).append((partner_id, company_id, float(amount)))
        return unseen

    @api.model
    def _reserve(self, rows):
        """Take headroom: rows of (account, order, company, partner ids, amount)."""
        if rows:
            self.env.cr.execute(
                SQL(
                    "INSERT INTO client_credit_reservation"
                    " (account_id, order_id, company_id, partner_id, amount, date) VALUES %s",
                    SQL(", ").join(
                        SQL("(%s, %s, %s, %s, %s, now() AT TIME ZONE 'UTC')", *row) for row in rows
                    ),
                )
            )

    @api.autovacuum
    def _gc_reservations(self):
        """By the next day every transaction sees the orders themselves."""
        self.env.cr.execute(
            "DELETE FROM client_credit_reservation"
            " WHERE date < now() AT TIME ZONE 'UTC' - interval '1 day'"
        )
