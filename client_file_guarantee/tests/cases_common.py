from contextlib import contextmanager

from odoo.addons.client_file.tools.dates import company_today
from odoo.addons.client_file_confidentiality.tests.common import SecrecyCase


class GuaranteeCase(SecrecyCase):
    """A guarantee book of 100 million, two officers, a manager, a bank; cases by factory.

    rep is the account manager of the files and officer A; officer_b the second officer.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        group = "client_file_guarantee.group_"
        cls.officer = cls._user("officer_a", f"{group}guarantee")
        cls.officer_b = cls._user("officer_b", f"{group}guarantee")
        cls.officer_c = cls._user("officer_c", f"{group}guarantee")
        cls.guarantee_manager = cls._user("g_manager", f"{group}guarantee_manager")
        cls.guarantee_manager2 = cls._user("g_manager2", f"{group}guarantee_manager")
        for user in (
            cls.officer,
            cls.officer_b,
            cls.officer_c,
            cls.guarantee_manager,
            cls.guarantee_manager2,
        ):
            cls._clear(user, "2")
        # A book of its own: what the demo data has in force would count.
        cls.company = cls.env["res.company"].create({"name": "测试担保有限公司"})
        cls.book = cls.env["client.guarantee.book"].create({"company_id": cls.company.id})
        cls.env["client.guarantee.net.assets"].create(
            {
                "book_id": cls.book.id,
                "date_from": "2020-01-01",
                "amount": 100_000_000,
                "note": "审计报告",
            }
        )
        users = cls.officer | cls.officer_b | cls.officer_c | cls.archivist | cls.general_manager
        users |= cls.guarantee_manager | cls.guarantee_manager2
        users.write({"company_ids": [(4, cls.company.id)]})
        cls.bank = cls._create_client("测试银行")
        cls.product = cls.env.ref("client_file_guarantee.product_working")
        cls.requirements = cls.env["client.guarantee.requirement"].search([("enabled", "=", True)])
        cls.requirements.enabled = False
        cls.today = company_today(cls.env)
        cls.file = cls._open_file(cls.officer)

    @contextmanager
    def _refused(self, error, words=""):
        """What is refused leaves nothing behind, as in a request that is rolled back."""
        with self.assertRaisesRegex(error, words), self.cr.savepoint():
            yield

    @classmethod
    def _create_case(cls, amount, file=None, **values):
        file = file or cls.file
        return (
            cls.env["client.guarantee.case"]
            .with_user(cls.officer)
            .create(
                {
                    "file_id": file.id,
                    "book_id": cls.book.id,
                    "product_id": cls.product.id,
                    "bank_id": cls.bank.id,
                    "amount_requested": amount,
                    "borrower_kind": "other",
                    "purpose": "采购原料",
                    "officer_b_id": cls.officer_b.id,
                    "diligence": "已实地调查。",
                    "date_applied": "2024-01-05",
                    **values,
                }
            )
            .with_env(cls.env)
        )

    @classmethod
    def _step(cls, case, code, user=None, **values):
        wizards = cls.env["client.guarantee.step"].with_user(user or cls.officer)
        values.setdefault("reason", "同意")
        values.setdefault("date", cls.today)
        wizards.create({"case_id": case.id, "code": code, **values}).action_apply()
        return case

    @classmethod
    def _reserve(cls, case):
        for code, user in (
            ("apply", cls.officer),
            ("sign_a", cls.officer),
            ("sign_b", cls.officer_b),
            ("reserve", cls.officer),
            ("submit", cls.officer),
        ):
            cls._step(case, code, user)
        return case

    @classmethod
    def _stand(cls, case, date="2024-02-01", amount=None):
        """Bring a case into force on a day."""
        amount = amount or case.amount_requested
        cls._reserve(case)
        cls._step(case, "approve", cls.general_manager, amount=amount)
        cls._step(case, "contract")
        cls._step(case, "counter", cls.officer_b)
        cls._step(case, "loan", cls.guarantee_manager, date=date)
        voucher = cls._voucher(case)
        cls._step(case, "enter", date=date, amount=amount, document_id=voucher.id)
        return case

    @classmethod
    def _voucher(cls, case):
        return cls._create_document(case.file_id, user=cls.officer, name="凭证", date="2020-01-01")

    @classmethod
    def _post(cls, case, kind, date, amount, user=None, **values):
        postings = cls.env["client.guarantee.posting"].with_user(user or cls.officer)
        postings.create(
            {"case_id": case.id, "kind": kind, "date": date, "amount": amount, **values}
        ).action_apply()
        return case
