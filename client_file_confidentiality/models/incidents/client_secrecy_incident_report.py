import hashlib
import secrets

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, UserError

from ..registers.client_secrecy_register import level_of
from .client_secrecy_incident import KINDS

CODE_BYTES = 9


def hash_code(code):
    return hashlib.sha256((code or "").strip().encode()).hexdigest()


class ClientSecrecyIncident(models.Model):
    """How an employee reports a leak (article 16), with or without a name."""

    _inherit = "client.secrecy.incident"

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        """An incident comes from `report` only: a record made otherwise would tell its maker."""
        raise AccessError(self.env._('Use "Report a leak".'))

    @api.model
    def report(self, kind, words, found_at=None, remedy="", anonymous=False, document_id=False):
        """Report a leak, as any employee.

        How far anonymous goes: the record, its log and its activities carry no user, the access
        log has no line of it, and no draft of the form is stored. Outside the software's reach
        stay the web server's own log (address, time), the style of the words, and who saw the
        screen.

        :param str kind: key of `KINDS`
        :param str found_at: moment in UTC as Odoo writes it; now when left out
        :param str remedy: what was done at once; the incident counts as contained then
        :param int document_id: a paper the reporter may read
        :return: dict(number, code): `code` asks for the state of an anonymous report
        """
        if self.env.user.share:
            raise AccessError(self.env._("Only employees report leaks here."))
        words = (words or "").strip()
        if not words or kind not in dict(KINDS):
            raise UserError(self.env._("Say in a few words what happened."))
        document = self.env["client.file.document"].browse(document_id or [])
        if document:
            document.check_access("read")
        found = fields.Datetime.to_datetime(found_at) or fields.Datetime.now()
        if found > fields.Datetime.now():
            raise UserError(self.env._("A leak cannot be found in the future."))
        code = secrets.token_urlsafe(CODE_BYTES) if anonymous else False
        case = self._make(
            kind,
            words,
            document,
            found_at=found,
            remedy=(remedy or "").strip() or False,
            reporter=self.env["res.users"] if anonymous else self.env.user,
            code=code,
        )
        return {"number": case.number, "code": code}

    @api.model
    def get_kinds(self):
        """Choices of the report form in the reader's language (list of [key, label])."""
        return self._fields["kind"]._description_selection(self.env)

    @api.model
    def follow_up(self, code):
        """The state of an anonymous report, for whoever holds its code; nothing else."""
        cases = self.sudo().search([("code_hash", "=", hash_code(code))], limit=1)
        if not code or not cases:
            raise UserError(self.env._("No report has this code."))
        labels = dict(self._fields["state"]._description_selection(self.env))
        return {"number": cases.number, "state": labels[cases.state]}

    @api.model
    def _draft(self, kind, words, document):
        """An incident that another step of the system finds, in the name of who took it."""
        return self._make(kind, words, document, reporter=self.env.user)

    @api.model
    def _make(self, kind, words, document, reporter, found_at=None, remedy=False, code=False):
        """Create as the system, so that no column tells who reported."""
        system = self.with_user(SUPERUSER_ID).with_context(
            mail_create_nolog=True, mail_create_nosubscribe=True, tracking_disable=True
        )
        now = fields.Datetime.now()
        found_at = found_at or now
        clocks = system.env["client.secrecy.clock"]
        hidden = document.with_user(SUPERUSER_ID)
        case = system._create_protected(
            [
                {
                    "number": system.env["ir.sequence"].next_by_code("client.secrecy.incident"),
                    "kind": kind,
                    "words": words,
                    "document_id": document.id,
                    "file_id": hidden.file_id.id,
                    "level": level_of(hidden._get_secrecy_rank()) if document else False,
                    "anonymous": not reporter,
                    "reporter_id": reporter.id,
                    "code_hash": hash_code(code) if code else False,
                    "found_at": found_at,
                    "reported_at": now,
                    "contained_at": now if remedy else False,
                    "contained_by": reporter.id if remedy else False,
                    "remedy": remedy,
                    "report_due": clocks._get_due("report", found_at),
                    "accept_due": clocks._get_due("accept", now),
                    "state": "contained" if remedy else "reported",
                    "currency_id": system.env.company.currency_id.id,
                }
            ]
        )
        for user in self._get_office_users():
            case.activity_schedule(
                "client_file_confidentiality.activity_incident",
                user_id=user.id,
                summary=system.env._("A leak was reported: receive it now"),
            )
        if reporter:
            # The access log notes address and session: an anonymous report stays out of it.
            case.with_env(self.env)._note_access("incident", case.number)
        return case.with_env(self.env)
