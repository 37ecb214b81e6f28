from dateutil.relativedelta import relativedelta
from odoo import Command, api, models

from odoo.addons.client_file.tools.dates import company_today

from .client_guarantee_demo_rows import CASES, CLIENTS, DILIGENCE, PAPERS
from .steps import BY_CODE


class ClientGuaranteeDemo(models.AbstractModel):
    """Demo data: a year of cases, every step taken by the person whose duty it is.

    Called by the demo files only; nothing here is reachable from outside.
    """

    _name = "client.guarantee.demo"
    _description = "A year of guarantee cases"

    @api.model
    def _build(self):
        self = self.with_context(lang="zh_CN", tracking_disable=True)
        people = {
            login: self.env["res.users"].search([("login", "=", login)])
            for login in ("guarantee", "guarantee2", "guarantee_manager", "gm", "supervisor")
            + ("archivist",)
        }
        files = {name: self._open_file(people, name, row) for name, row in CLIENTS.items()}
        self.env["client.guarantee.relation"].with_user(people["guarantee"]).create(
            {
                "file_id": files["德润纺织有限公司"].id,
                "related_id": files["德润印染有限公司"].partner_id.id,
                "evidence": "工商登记：同一实际控制人",
            }
        )
        for row in CASES:
            self._run_case(people, files, row)
        self._freeze_months(people)

    def _open_file(self, people, name, row):
        partner = self.env["res.partner"].create(
            {"name": name, "is_company": True, "lang": "zh_CN", **row}
        )
        file = (
            self.env["client.file"]
            .with_user(people["guarantee"])
            .create({"partner_id": partner.id, "user_id": people["guarantee"].id})
        )
        file.action_submit()
        file.with_user(people["supervisor"]).action_check_all()
        file.with_user(people["supervisor"]).action_verify()
        file.with_user(people["archivist"]).action_open()
        return file

    def _day(self, months, days=0):
        """A day so many months (and days) before today."""
        return company_today(self.env) - relativedelta(months=months, days=days)

    def _run_case(self, people, files, row):
        file, officer = files[row["client"]], people["guarantee"]
        ref = self.env.ref
        bank = ref(f"client_file_guarantee.partner_{row['bank']}_demo")
        case = (
            self.env["client.guarantee.case"]
            .with_user(officer)
            .create(
                {
                    "file_id": file.id,
                    "product_id": ref(f"client_file_guarantee.product_{row['product']}").id,
                    "bank_id": bank.id,
                    "amount_requested": row["amount"] * 10_000,
                    "borrower_kind": row.get("borrower", "small_micro"),
                    "issuer_rating": row.get("rating", False),
                    "term_months": row.get("term", 12),
                    "fee_rate": 2,
                    "purpose": row["purpose"],
                    "date_applied": self._day(row["months"] + 1),
                    "officer_b_id": people["guarantee2"].id,
                    "diligence": DILIGENCE,
                    "counter_ids": [
                        Command.create(
                            {
                                "partner_id": self._find_partner(name).id,
                                "amount": row["amount"] * 10_000,
                            }
                        )
                        for name in row.get("counter", ())
                    ],
                    "collateral_ids": [
                        Command.create(self._prepare_collateral(file, thing))
                        for thing in row.get("collateral", ())
                    ],
                }
            )
        )
        for act in row["acts"]:
            self._act(people, case, row, act)

    def _find_partner(self, name):
        partners = self.env["res.partner"]
        return partners.search([("name", "=", name)], limit=1) or partners.create({"name": name})

    def _prepare_collateral(self, file, thing):
        name, kind, value, registration, months = thing
        return {
            "name": name,
            "kind": kind,
            "owner_id": file.partner_id.id,
            "value": value * 10_000,
            "assessed_on": self._day(13),
            "registration": registration,
            "registered_on": registration and self._day(12),
            "registered_until": registration and self._day(-months),
        }

    def _paper(self, case, code):
        """A document of this kind in the client's file, linked to the case."""
        kind = self.env.ref(f"client_file_guarantee.document_type_{code}")
        document = (
            self.env["client.file.document"]
            .with_user(case.officer_a_id)
            .create(
                {
                    "file_id": case.file_id.id,
                    "name": f"{PAPERS[code]}（{case.number}）",
                    "type_id": kind.id,
                    "form": "original",
                    "pages": 3,
                    "date": case.date_applied,
                }
            )
        )
        self.env["client.guarantee.paper"].with_user(case.officer_a_id).create(
            {"case_id": case.id, "document_id": document.id}
        )
        return document

    def _act(self, people, case, row, act):
        """One line of a case's story: a step, an event or an inspection."""
        code, *told = act.split()
        if code == "papers":
            for paper in told:
                self._paper(case, paper)
        elif code in ("repaid", "recovered", "fee"):
            months, amount = int(told[0]), float(told[1])
            self.env["client.guarantee.posting"].with_user(people["guarantee"]).create(
                {
                    "case_id": case.id,
                    "kind": code,
                    "date": self._day(months),
                    "amount": amount * 10_000,
                }
            ).action_apply()
        elif code == "inspect":
            self._inspect(people, case, told)
        else:
            self._step(people, case, row, code, told)

    def _inspect(self, people, case, told):
        months, finding, words = told
        line = case.inspection_ids.filtered(lambda line: line.state == "planned")
        line = line.with_user(people["guarantee"])
        line.write({"findings": words})
        line._finish(finding, self._day(int(months)))

    def _step(self, people, case, row, code, told):
        step = BY_CODE[code]
        who = "guarantee2" if code in ("sign_b", "counter", "discharge") else "guarantee"
        if step.groups.endswith("_manager"):
            who = "gm" if row["amount"] > 300 or code == "write_off" else "guarantee_manager"
        values = {
            "case_id": case.id,
            "code": code,
            "reason": "同意。" if who != "guarantee" else "",
        }
        if told and told[0].isdigit():
            values["date"] = self._day(int(told[0]))
        if "amount" in step.needs:
            given = float(told[1]) * 10_000 if len(told) > 1 else 0
            values["amount"] = given or case.amount or case.amount_requested
        if "reason" in step.needs:
            values["reason"] = told[-1] if told and not told[-1].isdigit() else "同意。"
        if "document" in step.needs:
            kind = {"enter": "loan", "ask_discharge": "discharge", "cure": "discharge"}.get(
                code, {"compensate": "compensation"}.get(code, "judgment")
            )
            values["document_id"] = self._paper(case, kind).id
        self.env["client.guarantee.step"].with_user(people[who]).create(values).action_apply()

    def _freeze_months(self, people):
        """Month ends of a year, and the last returns: made, signed, sent."""
        months = self.env["client.guarantee.snapshot"].with_user(people["guarantee_manager"])
        book = self.env.ref("client_file_guarantee.book_main")
        for number in range(13, 0, -1):
            first = self._day(number - 1).replace(day=1)
            months._freeze(book, first - relativedelta(days=1))
        returns = self.env["client.guarantee.return"]._plan()
        oldest = returns.filtered(lambda one: one.kind_id.frequency == "month").sorted("due_on")
        for one in oldest[:2]:
            one.with_user(people["archivist"]).action_make()
            one.with_user(people["guarantee_manager"]).action_sign()
            one.with_user(people["archivist"]).action_send()
