from itertools import count

from odoo import Command
from odoo.tests import TransactionCase, new_test_user
from stdnum.cn import uscc

_serial = count(52_000_001)
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def make_code(prefix="91"):
    """A right unified social credit code that no other test uses."""
    digits = f"{next(_serial):08d}"
    total = sum(int(d) * w for d, w in zip(digits, _ORGANISATION_WEIGHTS, strict=True))
    body = f"{prefix}310115{digits}{'0123456789X0'[11 - total % 11]}"
    return body + uscc.calc_check_digit(body)


class ClientFileCase(TransactionCase):
    """One user a duty, two salespersons; factories for clients, files and trade.

    rep, other_rep   salespersons            supervisor, supervisor2   verify
    archivist(2)     open, decide updates    feedback                  feeds back
    manager          decides classes         outsider                  employee without duty
    investigator     writes credit reports   credit                    credit manager
    general_manager  decides what is large
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # One clock: the dates of the tests are those of UTC, whatever zone the server stands in.
        cls.env = cls.env(context=dict(cls.env.context, tracking_disable=True, tz="UTC"))
        cls.env.ref("base.main_company").resource_calendar_id.tz = "UTC"
        group = "client_file.client_file_group_"
        cls.rep = cls._user("rep", "sales_team.group_sale_salesman")
        cls.other_rep = cls._user("other_rep", "sales_team.group_sale_salesman")
        cls.supervisor = cls._user("supervisor", f"{group}supervisor")
        cls.supervisor2 = cls._user("supervisor2", f"{group}supervisor,{group}user")
        cls.archivist = cls._user("archivist", f"{group}archivist")
        cls.archivist2 = cls._user("archivist2", f"{group}archivist,{group}feedback")
        cls.feedback = cls._user("feedback", f"{group}feedback")
        cls.manager = cls._user("manager", f"{group}manager")
        cls.general_manager = cls._user("general_manager", f"{group}general_manager")
        cls.investigator = cls._user("investigator", f"{group}investigator")
        cls.credit = cls._user("credit", f"{group}credit")
        cls.outsider = cls._user("outsider", "base.group_user")
        cls.licence = cls.env.ref("client_file.document_type_business_licence")

    @classmethod
    def _user(cls, login, groups):
        return new_test_user(
            cls.env,
            f"clientfile_{login}",
            groups=f"base.group_user,{groups}",
            lang="en_US",
            tz="UTC",
        )

    @classmethod
    def _create_client(cls, name="测试客户有限公司", **values):
        return cls.env["res.partner"].create(
            {
                "name": name,
                "is_company": True,
                "company_registry": make_code(),
                "phone": "021-5800 0000",
                **values,
            }
        )

    @classmethod
    def _create_file(cls, user=None, partner=None, **values):
        partner = partner or cls._create_client()
        files = cls.env["client.file"].with_user(user or cls.rep)
        return files.create({"partner_id": partner.id, **values}).with_env(cls.env)

    @classmethod
    def _open_file(cls, user=None, **values):
        """A file that has gone through the three steps."""
        file = cls._create_file(user, **values)
        file.with_user(user or cls.rep).action_submit()
        file.with_user(cls.supervisor).action_check_all()
        file.with_user(cls.supervisor).action_verify()
        file.with_user(cls.archivist).action_open()
        return file

    @classmethod
    def _create_document(cls, file, user=None, **values):
        documents = cls.env["client.file.document"].with_user(user or cls.rep)
        return documents.create(
            {"file_id": file.id, "name": "营业执照", "type_id": cls.licence.id, **values}
        ).with_env(cls.env)

    @classmethod
    def _create_invoice(cls, partner, date, amount, move_type="out_invoice", post=True):
        move = cls.env["account.move"].create(
            {
                "move_type": move_type,
                "partner_id": partner.id,
                "invoice_date": date,
                "invoice_line_ids": [
                    Command.create(
                        {"name": "货物", "quantity": 1, "price_unit": amount, "tax_ids": []}
                    )
                ],
            }
        )
        if post:
            move.action_post()
        return move

    @classmethod
    def _pay(cls, moves, date=None, amount=None):
        """Pay invoices in full, or part of one, by a payment of that date (today by default)."""
        values = {
            key: value
            for key, value in (("payment_date", date), ("amount", amount))
            if value is not None
        }
        for move in moves:
            cls.env["account.payment.register"].with_context(
                active_model="account.move", active_ids=move.ids
            ).create(values).action_create_payments()


class ClientCreditCase(ClientFileCase):
    """An opened file with a credit account; limits and orders by factory."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.company_id.account_use_credit_limit = True
        cls.policy = cls.env["client.credit.policy"]._get_policy()
        cls.policy.write({"sign_off": False, "starter_limit": 0, "overdue_amount": 0})
        cls.term = cls.env["account.payment.term"].create(
            {"name": "30 天", "line_ids": [Command.create({"value_amount": 100, "nb_days": 30})]}
        )
        cls.long_term = cls.env["account.payment.term"].create(
            {"name": "90 天", "line_ids": [Command.create({"value_amount": 100, "nb_days": 90})]}
        )
        cls.goods = cls.env["product.product"].create({"name": "货物", "list_price": 1})
        cls.file = cls._open_file()
        cls.client = cls.file.partner_id
        cls.account = cls._create_account(cls.file)

    @classmethod
    def _create_account(cls, file, **values):
        accounts = cls.env["client.credit.account"].with_user(cls.credit)
        return accounts.create({"file_id": file.id, **values}).with_env(cls.env)

    @classmethod
    def _request_limit(cls, amount, account=None, **values):
        account = account or cls.account
        agreement = cls._create_document(
            account.file_id, user=cls.archivist, name="年度协议", date="2020-01-01"
        )
        kind = values.pop("kind", "limited")
        limit = (
            cls.env["client.credit.limit"]
            .with_user(cls.credit)
            .create(
                {
                    "account_id": account.id,
                    "kind": kind,
                    "amount": amount if kind == "limited" else 0,
                    "document_id": agreement.id,
                    "reason": "测试",
                    **values,
                }
            )
        )
        limit.action_request()
        return limit.with_env(cls.env)

    @classmethod
    def _grant(cls, amount, account=None, **values):
        limit = cls._request_limit(amount, account, **values)
        limit.with_user(cls.general_manager).action_approve()
        return limit

    def _create_order(self, amount, partner=None, user=None, term=None, **values):
        order = (
            self.env["sale.order"]
            .with_user(user or self.rep)
            .create(
                {
                    "partner_id": (partner or self.client).id,
                    "payment_term_id": (term or self.term).id,
                    "order_line": [
                        Command.create(
                            {
                                "product_id": self.goods.id,
                                "product_uom_qty": 1,
                                "price_unit": amount,
                                "tax_ids": False,
                            }
                        )
                    ],
                    **values,
                }
            )
        )
        return order

    def _hold_of(self, order):
        return self.env["client.credit.hold"].search([("order_id", "=", order.id)], limit=1)
