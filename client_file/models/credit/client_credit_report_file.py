from odoo import api, fields, models

from ...tools.dates import company_today
from ...tools.words import join_facts, join_words

# Report value -> profile value of the file.
PROFILE = {
    "profile.legal_name": "partner_name",
    "profile.code": "company_registry",
    "profile.legal_form": "legal_form",
    "profile.legal_representative": "legal_representative",
    "profile.established_on": "established_on",
    "profile.registered_capital": "registered_capital",
    "profile.phone": "phone",
    "profile.email": "email",
    "profile.website": "website",
    "profile.employees": "employee_count",
    "profile.scope": "business_scope",
}
CLASSES = {
    "pattern.time": "time_class",
    "pattern.trade": "trade_class",
    "pattern.nature": "nature",
    "pattern.position": "position",
    "pattern.credit": "credit_class",
}
PEOPLE = 10


class ClientCreditReport(models.Model):
    """What the client file itself says: identity, people, classes, score and limit."""

    _inherit = "client.credit.report"

    def _collect_profile(self, file):
        today = company_today(self.env)
        checks = {line.name: line for line in file.check_ids}
        found = {}
        for code, name in PROFILE.items():
            found[code] = self._datum(file[name], *self._describe_check(file, checks.get(name)))
        partner = file.partner_id
        address = "".join(filter(None, (partner.state_id.name, partner.city, partner.street)))
        found["profile.address"] = self._datum(
            address, *self._describe_check(file, checks.get("street"))
        )
        found["profile.industry"] = self._datum(
            partner.industry_id.name, *self._describe_check(file, checks.get("industry_id"))
        )
        if file.established_on:
            years = (today - file.established_on).days / 365.25
            found["profile.age"] = self._datum(round(years, 1), today)
        found["profile.verification"] = self._datum(self._describe_checks(file), today)
        found.update(self._collect_people(partner))
        return found, []

    def _describe_check(self, file, check):
        """(date, origin text) of a profile value: who verified it, or that nobody did."""
        if check and check.result == "verified" and not check.changed:
            return (
                check.checked_on.date(),
                self.env._("verified by %(user)s", user=check.checked_by.name),
            )
        labels = dict(
            self.env["client.file.check"]._fields["result"]._description_selection(self.env)
        )
        if check and check.result != "pending":
            return check.checked_on.date(), labels[check.result]
        return file.write_date.date(), self.env._("not verified")

    def _describe_checks(self, file):
        checks = file.check_ids
        if not checks:
            return self.env._("Not verified yet")
        facts = [
            self.env._(
                "%(done)s of %(all)s values verified",
                done=len(checks.filtered(lambda line: line.result == "verified")),
                all=len(checks),
            )
        ]
        doubtful = checks.filtered(lambda line: line.result in ("doubtful", "wrong"))
        if doubtful:
            facts.append(
                self.env._(
                    "doubtful: %(values)s", values=join_words(self.env, doubtful.mapped("label"))
                )
            )
        if changed := checks.filtered("changed"):
            facts.append(
                self.env._(
                    "changed since: %(values)s",
                    values=join_words(self.env, changed.mapped("label")),
                )
            )
        return join_facts(self.env, facts)

    def _collect_people(self, partner):
        people = partner.child_ids.filtered(lambda child: child.type == "contact" and child.name)
        lines = [
            f"{person.name}（{person.function}）" if person.function else person.name
            for person in people[:PEOPLE]
        ]
        accounts = [
            " ".join(filter(None, (bank.bank_id.name, f"****{bank.acc_number[-4:]}")))
            for bank in partner.bank_ids
        ]
        today = company_today(self.env)
        return {
            "owners.contacts": self._datum(
                join_words(self.env, lines), today, self.env._("contacts of the client")
            ),
            "bank.accounts": self._datum(
                "\n".join(accounts), today, self.env._("bank accounts of the client")
            ),
        }

    def _collect_class(self, file):
        found = {
            code: self._datum(file[name], file.classified_on, origin="file")
            for code, name in CLASSES.items()
        }
        found["pattern.reason"] = self._datum(
            "\n".join(filter(None, (file.class_reason, file.nature_reason))), file.classified_on
        )
        return found, []

    def _collect_finance(self, file):
        """Summary of the newest statement, when statements are installed.

        `client.file._get_finance()` returns {name: value} with `as_of` and `note`; the names
        are those of the catalogue without their prefix.
        """
        if not hasattr(file, "_get_finance"):
            return {}, []
        finance = file._get_finance() or {}
        as_of, note = finance.get("as_of"), finance.get("note")
        return {
            f"finance.{name}": self._datum(value, as_of, note)
            for name, value in finance.items()
            if name not in ("as_of", "note")
        }, []

    def _collect_score(self, file):
        score = self._get_score(file)
        if not score:
            return {}, []
        as_of = score.create_date.date()
        if not score.sufficient:
            text = self.env._("Too little is known for a score.")
            return {"appraisal.reasons": self._datum(text, as_of)}, []
        found = {
            "appraisal.score": self._datum(score.total, as_of),
            "appraisal.risk_class": self._datum(score.risk_class, as_of),
        }
        if hasattr(score, "_get_reasons"):
            found["appraisal.reasons"] = self._datum("\n".join(score._get_reasons()), as_of)
        return found, []

    def _collect_limit(self, file):
        """The credit in force, in words: never an amount for unlimited or suspended credit."""
        if "client.credit.limit" not in self.env:
            return {}, []
        Limits = self.env["client.credit.limit"].sudo()
        if "file_id" not in Limits._fields:
            return {}, []
        today = company_today(self.env)
        domain = fields.Domain("file_id", "=", file.id) & fields.Domain("date_from", "<=", today)
        domain &= fields.Domain("date_to", "=", False) | fields.Domain("date_to", ">=", today)
        limit = Limits.search(domain, order="date_from desc, id desc", limit=1)
        if not limit:
            return {}, []
        note = limit.date_to and self.env._("until %(date)s", date=limit.date_to)
        kinds = dict(limit._fields["kind"]._description_selection(self.env))
        found = {"advice.limit_kind": self._datum(kinds[limit.kind], limit.date_from, note)}
        if limit.kind == "limited":
            found["advice.limit_now"] = self._datum(limit.amount, limit.date_from, note)
        return found, []

    def _collect_bought(self, file):
        """The bought reports in force, each a source with its reliability."""
        bought = self.search(
            [
                ("file_id", "=", file.id),
                ("source_kind", "=", "bought"),
                ("state", "=", "issued"),
            ]
        )
        labels = dict(self._fields["reliability"]._description_selection(self.env))
        rows = [
            [
                report.provider,
                str(report.provider_date),
                labels[report.reliability],
                report._get_labels()[0],
            ]
            for report in bought
        ]
        heads = (
            (self.env._("Provider"), "text"),
            (self.env._("Date"), "text"),
            (self.env._("Reliability"), "text"),
            (self.env._("Report number"), "text"),
        )
        title = self.env._("Bought reports")
        return {}, [self._make_table("14", "bought", title, heads, rows)]

    def _collect_facts(self, file):
        """Figures over the facts on file: public records, media, related parties."""
        facts = file.credit_fact_ids
        today = company_today(self.env)
        note = self.env._("facts on file")
        records = facts.filtered(lambda fact: fact.kind == "public_record")
        standing = records._counts_against()
        types = set(standing.mapped("record_type"))
        found = {}
        if records:
            newest = max(filter(None, records.mapped("write_date")), default=None)
            as_of = newest.date() if newest else today
            found = {
                "public.open_count": self._datum(len(standing), as_of, note, "file"),
                "public.amount": self._datum(self._sum(standing), as_of, note, "file"),
                "public.dishonest": self._datum("dishonest" in types, as_of, note, "file"),
                "public.restricted": self._datum("restricted" in types, as_of, note, "file"),
            }
        year_ago = fields.Date.subtract(today, years=1)
        media = facts.filtered(
            lambda fact: fact.kind == "media" and fact.date and fact.date > year_ago
        )
        if media:
            tone = sum(int(fact.tone) for fact in media) / len(media)
            found["media.count"] = self._datum(len(media), today, note, "file")
            found["media.tone"] = self._datum(round(tone, 2), today, note, "file")
        for code, kind in (("affiliates.deals", "deal"), ("affiliates.guarantees", "guarantee")):
            if lines := facts.filtered(lambda fact, kind=kind: fact.kind == kind):
                found[code] = self._datum(self._sum(lines), today, note, "file")
        return found, []

    @api.model
    def _sum(self, facts):
        """Amounts of facts in the report's currency, at today's rates."""
        currency = self.env["client.classification.rule"]._get_currency()
        company = self.env["client.classification.rule"]._get_reference_company()
        today = company_today(self.env)
        return sum(
            fact.currency_id._convert(fact.amount, currency, company, today) for fact in facts
        )
