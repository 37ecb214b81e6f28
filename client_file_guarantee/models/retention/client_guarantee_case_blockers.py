from markupsafe import Markup
from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.client_file.tools.dates import company_today
from odoo.addons.client_file.tools.words import join_words

from ...tools.retention import is_over
from ..cases.constants import ENDED

# States of a loan in which the papers are out of the house of the archive.
LOAN_OUT = ("issued", "returned", "lost")
COPY_OUT = ("held", "returned", "destroying", "lost")


class ClientGuaranteeCase(models.Model):
    """Why the papers of a case may not be destroyed, with names: nothing is guessed or hidden."""

    _inherit = "client.guarantee.case"

    blocker_words = fields.Html(
        string="Why not destroyable", compute="_compute_blocker_words", sanitize=False
    )
    is_destroyable = fields.Boolean(compute="_compute_blocker_words")

    @api.depends("retention_until", "retention_phase", "is_held", "retention_decision")
    @api.depends_context("uid", "lang")
    def _compute_blocker_words(self):
        stored = self._origin
        blockers = stored._find_blockers()
        for case in self:
            lines = blockers.get(case._origin.id, [])
            case.is_destroyable = bool(case._origin) and not lines
            items = Markup().join(Markup("<li>✖ %s</li>") % line for line in lines)
            case.blocker_words = (
                Markup("<ul class='list-unstyled mb-0'>%s</ul>") % items if lines else False
            )

    def _find_blockers(self, with_term=True):
        """What speaks against destroying, per case: `{case id: [words]}`.

        A fixed number of queries for any number of cases. The names are those the reader may
        see; who may not gets the neutral title.
        """
        cases = self.sudo()
        found = {case.id: [] for case in cases}
        for finder in (
            cases._block_open_cases,
            cases._block_balances,
            cases._block_holds,
            cases._block_loans,
            cases._block_owed_papers,
            cases._block_held_papers,
            cases._block_secrecy,
            cases._block_copies,
        ):
            for case, words in finder():
                found[case.id].append(words)
        for case in cases:
            if case.retention_phase == "destroyed":
                found[case.id] = [self.env._("The papers are destroyed already.")]
            elif with_term:
                found[case.id] += case._block_term()
        return found

    def _check_destroyable(self):
        """Refuse unless nothing speaks against it; called at every step of a destruction.

        :raise UserError: with every case and what holds it
        """
        blockers = self._find_blockers()
        lines = []
        for case in self:
            reasons = list(blockers[case.id])
            if case.sudo().retention_decision != "destroy":
                reasons.append(self.env._("Not appraised for destruction."))
            if reasons:
                lines.append(f"{case.display_name}: " + " ".join(reasons))
        if lines:
            raise UserError(
                self.env._("These papers may not be destroyed:") + "\n" + "\n".join(lines[:20])
            )

    def _name_all(self, records):
        """The names of records as the person at the screen may see them."""
        shown = records.with_user(self.env.user).sudo(False)
        return join_words(self.env, shown.mapped("display_name")[:10])

    def _block_open_cases(self):
        open_cases = self.search(
            [("file_id", "in", self.file_id.ids), ("state", "not in", ENDED)]
        ).grouped("file_id")
        for case in self:
            if case.file_id in open_cases:
                yield (
                    case,
                    self.env._(
                        "The client has open cases: %(cases)s.",
                        cases=self._name_all(open_cases[case.file_id]),
                    ),
                )

    def _block_balances(self):
        owing = self.search(
            [
                ("file_id", "in", self.file_id.ids),
                "|",
                ("in_force", "!=", 0),
                ("compensation_balance", "!=", 0),
            ]
        ).grouped("file_id")
        for case in self:
            if case.file_id in owing:
                yield (
                    case,
                    self.env._(
                        "A balance is in force or compensated and not recovered: %(cases)s.",
                        cases=self._name_all(owing[case.file_id]),
                    ),
                )

    def _block_holds(self):
        holds = self.env["client.retention.hold"].search(
            [("file_id", "in", self.file_id.ids), ("state", "=", "active")]
        )
        for case in self:
            own = holds.filtered(
                lambda hold, case=case: (
                    hold.file_id == case.file_id and (not hold.case_id or hold.case_id == case)
                )
            )
            for hold in own:
                yield (
                    case,
                    self.env._(
                        "On hold since %(date)s by %(user)s: %(reason)s",
                        date=hold.date_from,
                        user=hold.set_by.name,
                        reason=self._name_all(hold),
                    ),
                )

    def _block_loans(self):
        loans = self.env["client.archive.loan"].search(
            [("state", "in", LOAN_OUT), ("case_id", "in", self.ids)]
        )
        for loan in loans:
            yield loan.case_id, self.env._("Lent out: %(loan)s.", loan=self._name_all(loan))

    def _block_owed_papers(self):
        lines = self.env["client.guarantee.handover.line"].search(
            [("case_id", "in", self.ids), ("is_open_debt", "=", True)]
        )
        for case, own in lines.grouped("case_id").items():
            names = join_words(self.env, own.mapped("name")[:10])
            yield case, self.env._("Papers are still owed: %(papers)s.", papers=names)
        Handover = self.env["client.guarantee.handover"]
        waiting = Handover.search(
            [
                ("case_id", "in", self.ids),
                ("state", "in", (*Handover._get_waiting_states(), "received")),
                ("line_ids", "!=", False),
            ]
        )
        for case, own in waiting.grouped("case_id").items():
            yield (
                case,
                self.env._(
                    "A hand-over is not finished: %(numbers)s.", numbers=self._name_all(own)
                ),
            )

    def _block_held_papers(self):
        for case in self:
            out = case.paper_ids.document_id.filtered("holder_id")
            if out:
                yield (
                    case,
                    self.env._(
                        "Papers are not on their shelf: %(papers)s.",
                        papers=join_words(
                            self.env,
                            [f"{paper.name} ({paper.holder_id.name})" for paper in out[:10]],
                        ),
                    ),
                )

    def _block_secrecy(self):
        marks = self.env["client.secrecy.mark"].search(
            [("file_id", "in", self.file_id.ids), ("state", "in", ("proposed", "classified"))]
        )
        for case in self:
            papers = case.paper_ids.document_id
            for mark in marks.filtered(lambda mark, case=case: mark.file_id == case.file_id):
                if mark.document_id and mark.document_id not in papers:
                    continue
                yield (
                    case,
                    self.env._(
                        "A secrecy term still runs: %(end)s.",
                        end=mark.date_until or self._name_event(mark),
                    ),
                )

    def _name_event(self, mark):
        return mark.event or ""

    def _block_copies(self):
        if "client.secrecy.copy" not in self.env:
            return
        copies = self.env["client.secrecy.copy"].search(
            [("line_ids.file_id", "in", self.file_id.ids), ("state", "in", COPY_OUT)]
        )
        for case in self:
            papers = case.paper_ids.document_id
            for copy in copies:
                lines = copy.line_ids.filtered(lambda line, case=case: line.file_id == case.file_id)
                shows = any(
                    line.res_model != "client.file.document" or line.res_id in papers.ids
                    for line in lines
                )
                if lines and shows:
                    yield (
                        case,
                        self.env._(
                            "A controlled copy is out: %(serial)s, held by %(user)s.",
                            serial=copy.serial,
                            user=copy.holder_id.name,
                        ),
                    )

    def _block_term(self):
        self.ensure_one()
        if self.retention_phase == "running" and is_over(
            self.retention_until, company_today(self.env)
        ):
            return []
        if self.retention_phase == "permanent":
            return [self.env._("No term runs: the papers are kept for good.")]
        return [self.env._("The term runs until %(date)s.", date=self.retention_until)]
