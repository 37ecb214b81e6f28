from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.base.models.res_users import check_identity
from odoo.addons.client_file.tools.dates import company_today
from odoo.addons.client_file.tools.words import join_words

from ...tools.retention import whole_years
from . import erase
from .client_archive_destruction import APPROVERS, ARCHIVIST

WATCHERS = {"supervisor_1": "supervisor_1_id", "supervisor_2": "supervisor_2_id"}
LIVE = ("draft", "submitted", "approved", "counted")


class ClientArchiveDestruction(models.Model):
    """The steps of a destruction. Each one looks again whether anything speaks against it."""

    _inherit = "client.archive.destruction"
    _transitions = frozenset(
        {
            ("draft", "submitted"),
            ("submitted", "approved"),
            ("approved", "counted"),
            ("counted", "destroyed"),
            ("submitted", "draft"),
            ("approved", "draft"),
            ("counted", "draft"),
            ("draft", "cancelled"),
            ("submitted", "cancelled"),
        }
    )

    def action_fill(self):
        """Put every appraised case with its papers on the list."""
        Line = self.env["client.archive.destruction.line"]
        for destruction in self:
            destruction._check_step("draft", ARCHIVIST)
            busy = Line.sudo().search([("destruction_id.state", "in", LIVE)]).case_id
            cases = self.env["client.guarantee.case"].search(
                [
                    ("retention_decision", "=", "destroy"),
                    ("retention_phase", "=", "running"),
                    ("id", "not in", busy.ids),
                ],
                limit=500,
            )
            if not cases:
                raise UserError(self.env._("No appraised case waits for its destruction."))
            cases._check_destroyable()
            destruction._add_cases(cases)

    def _add_cases(self, cases):
        """A line for each paper of these cases; what also belongs elsewhere is marked kept."""
        self.ensure_one()
        rows, seen = [], set()
        today = company_today(self.env)
        for case in cases.sudo().sorted("number"):
            values = {
                "destruction_id": self.id,
                "case_id": case.id,
                "file_id": case.file_id.id,
                "kept_years_due": whole_years(case.retention_from, case.retention_until),
                "kept_years": whole_years(case.retention_from, today),
            }
            papers = case.paper_ids.document_id.filtered(lambda paper: paper.state != "destroyed")
            for paper in papers.sorted("id"):
                if paper.id in seen:
                    continue
                seen.add(paper.id)
                rows.append({**values, **self._prepare_paper(paper, cases)})
            if not papers:
                rows.append({**values, "name": case.number})
        self.env["client.archive.destruction.line"].sudo()._create_protected(rows)

    @api.model
    def _prepare_paper(self, paper, cases):
        links = self.env["client.guarantee.paper"].sudo().search([("document_id", "=", paper.id)])
        others = links.case_id.filtered(lambda case: case.retention_phase != "destroyed") - cases
        kept = "other_case" if others else False
        if paper.order_id or paper.move_id:
            kept = "deal"
        return {
            "document_id": paper.id,
            "name": paper.name,
            "dated": paper.date,
            "form": paper.form,
            "pages": paper.pages,
            "sha256": paper.sha256,
            "kept": kept,
            "kept_note": join_words(self.env, others.mapped("number")) or False,
        }

    def action_submit(self):
        """Freeze the list; from now on its digest must stay the same."""
        for destruction in self:
            destruction._check_step("draft", ARCHIVIST)
            lines = destruction.sudo().line_ids
            if not lines.filtered(lambda line: line.document_id and not line.kept):
                raise UserError(self.env._("Nothing on this list is destroyed."))
            if not (destruction.reason or "").strip():
                raise UserError(self.env._("Say why these papers are destroyed."))
            destruction._check_kept()
            destruction._check_unsettled()
            destruction.sudo()._update_state(
                "submitted", list_sha256=destruction._get_list_digest()
            )

    def _check_kept(self):
        """A paper that belongs elsewhere too stays, whatever the line says."""
        lines = self.sudo().line_ids.filtered(lambda line: line.document_id and not line.kept)
        for line in lines:
            kept = self._prepare_paper(line.document_id, self.sudo().line_ids.case_id)["kept"]
            if kept:
                raise UserError(
                    self.env._('"%(paper)s" belongs elsewhere too; it stays.', paper=line.name)
                )

    @check_identity
    def action_approve_head(self):
        return self._approve("head")

    @check_identity
    def action_approve_archives(self):
        return self._approve("archives")

    @check_identity
    def action_approve_general_manager(self):
        return self._approve("general_manager")

    def _approve(self, role):
        """One of three approvals, by three different people, in any order."""
        group, column = APPROVERS[role]
        for destruction in self:
            destruction._check_step("submitted", group)
            if destruction.sudo()[column]:
                raise UserError(self.env._("This signature is on the list already."))
            destruction._check_all_lines_seen()
            destruction._check_same_list()
            destruction._check_unsettled()
            destruction._put_signature("approve", role)
            destruction.sudo()._set_protected({column: self.env.uid})
            if all(destruction.sudo()[name] for _group, name in APPROVERS.values()):
                destruction.sudo()._update_state("approved", approved_on=fields.Datetime.now())

    def action_count(self):
        """Items and pages are counted one by one; every difference has its name."""
        for destruction in self:
            destruction._check_step("approved", ARCHIVIST)
            destruction._check_same_list()
            destruction._check_unsettled()
            papers = destruction.sudo().line_ids.filtered(lambda line: line._is_on_paper())
            wrong = papers.filtered(lambda line: line.pages_counted != line.pages)
            if wrong:
                raise UserError(
                    self.env._(
                        "Counted pages differ from the list: %(papers)s",
                        papers=join_words(
                            self.env,
                            [
                                f"{line.name} ({line.pages_counted}/{line.pages})"
                                for line in wrong[:20]
                            ],
                        ),
                    )
                )
            destruction.sudo()._update_state(
                "counted", counted_by=self.env.uid, counted_on=fields.Datetime.now()
            )

    @check_identity
    def action_supervise(self):
        return self._supervise()

    def _supervise(self):
        """A supervisor of the destruction signs that they watch it."""
        for destruction in self:
            destruction._check_step("counted")
            destruction._check_people()
            roles = [role for role, name in WATCHERS.items() if destruction[name] == self.env.user]
            if not roles:
                raise AccessError(
                    self.env._("Only the two supervisors named on the register sign here.")
                )
            destruction._check_all_lines_seen()
            destruction._check_same_list()
            destruction._check_unsettled()
            destruction._put_signature("destroy", roles[0])

    @check_identity
    def action_execute(self):
        return self._execute()

    def _execute(self):
        """Destroy what is on the list: all of it in this transaction, or nothing."""
        for destruction in self:
            destruction._check_step("counted")
            destruction._check_people()
            if destruction.executor_id != self.env.user:
                raise AccessError(self.env._("The executor named on the register destroys."))
            watched = destruction._get_signatures("destroy").mapped("role")
            if not set(WATCHERS) <= set(watched):
                raise UserError(self.env._("Both supervisors sign before anything is destroyed."))
            destruction._check_all_lines_seen()
            cases = destruction.sudo().line_ids.case_id
            cases.lock_for_update()
            destruction.sudo().line_ids.document_id.lock_for_update()
            destruction._check_same_list()
            destruction._check_unsettled()
            destruction._put_signature("destroy", "executor")
            destruction._destroy_papers()

    def _destroy_papers(self):
        """Private: after all checks."""
        register = self.sudo()
        now = fields.Datetime.now()
        doomed = register.line_ids.filtered(lambda line: line.document_id and not line.kept)
        documents = doomed.document_id
        elsewhere = erase.find_elsewhere(documents)
        size = erase.erase(documents)
        documents._update_state(
            "destroyed", state_reason=register.number, place=False, holder_id=False, filename=False
        )
        for line in doomed:
            twins, rows = elsewhere.get(line.sha256, (documents.browse(), ()))
            line._set_protected(
                {
                    "outcome": "destroyed",
                    "elsewhere_ids": [(6, 0, twins.ids)],
                    "elsewhere_count": len(twins) + len(rows),
                }
            )
        (register.line_ids - doomed)._set_protected({"outcome": "kept"})
        cases = register.line_ids.case_id
        register._update_state("destroyed", destroyed_on=now, bytes_removed=size)
        cases._set_protected(
            {
                "retention_phase": "destroyed",
                "destroyed_on": now,
                "destruction_id": register.id,
                "retention_decision": False,
            }
        )
        self.env["client.retention.event"]._note(cases, "destroyed", register.number)
        for line in doomed:
            line.file_id._log_event("document_destroyed", f"{line.name} · {register.number}")
        documents._after_change()

    def action_take_back(self):
        """Back to the draft: every signature given so far is void."""
        for destruction in self:
            destruction._check_step(("submitted", "approved", "counted"), ARCHIVIST)
        self._void_signatures()
        self.sudo().line_ids._set_protected({"pages_counted": 0})
        self.sudo()._update_state(
            "draft",
            list_sha256=False,
            head_id=False,
            archives_id=False,
            general_manager_id=False,
            approved_on=False,
            counted_by=False,
            counted_on=False,
        )

    def _cancel(self, reason):
        for destruction in self:
            destruction._check_step(("draft", "submitted"), ARCHIVIST)
        if not reason or not reason.strip():
            raise UserError(self.env._("Say why the list is dropped."))
        self._void_signatures()
        self.sudo()._update_state("cancelled", cancel_reason=reason)

    # === Checks ===

    def _check_step(self, states, group=None):
        self.ensure_one()
        self.with_user(self.env.user).check_access("read")
        if group and not self.env.user.has_group(group):
            raise AccessError(self.env._("This step is not part of your duties."))
        self.sudo().lock_for_update()
        if self.state not in ((states,) if isinstance(states, str) else states):
            raise UserError(self.env._("The register is not in the status this step starts from."))

    def _check_same_list(self):
        """The list, its papers and all signatures say the same as when it was frozen."""
        digest = self._get_list_digest()
        signed = self._get_signatures("approve", "destroy").mapped("sha256")
        if self.sudo().list_sha256 != digest or any(line != digest for line in signed):
            raise UserError(
                self.env._("The list or a paper on it changed since it was frozen. Take it back.")
            )

    def _check_unsettled(self):
        """Nothing open, owed, lent, held, secret or running in any case of the list."""
        cases = self.sudo().line_ids.case_id
        cases.with_user(self.env.user).sudo(False)._check_destroyable()

    def _check_people(self):
        missing = [
            self._fields[name]._description_string(self.env)
            for name in ("executor_id", "supervisor_1_id", "supervisor_2_id", "method", "place")
            if not self[name]
        ]
        if missing:
            raise UserError(
                self.env._("Name these first: %(what)s.", what=join_words(self.env, missing))
            )
