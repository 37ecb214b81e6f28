from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain

# What the access log calls an act by which somebody learns the content.
LEARNING = ("read", "search", "print", "export", "download", "copy")


class ClientSecrecyIncident(models.Model):
    """Who could know: reads, copies, meetings, movements and holders together.

    Each source is a method `_get_knowers_from_*` that returns a list of dict(user_id, basis,
    since, detail); a source whose model is not installed is left out.
    """

    _inherit = "client.secrecy.incident"

    def action_list_knowers(self):
        """Collect again; what was listed before stays, new persons are added."""
        self._begin_step()
        knowers = self.env["client.secrecy.incident.knower"].sudo()
        for case in self.sudo():
            known = {(line.user_id.id, line.basis) for line in case.knower_ids}
            rows = []
            for row in case._get_knowers():
                key = (row["user_id"], row["basis"])
                if row["user_id"] and key not in known:
                    known.add(key)
                    rows.append({"incident_id": case.id, **row})
            knowers._create_protected(rows)

    def _get_knowers(self):
        self.ensure_one()
        names = sorted(name for name in dir(self) if name.startswith("_get_knowers_from_"))
        return [row for name in names for row in getattr(self, name)()]

    def _get_concerned_documents(self):
        """The paper, or every paper of the file when only the file is known (in sudo)."""
        self.ensure_one()
        case = self.sudo()
        if case.document_id:
            return case.document_id
        if not case.file_id:
            return self.env["client.file.document"].sudo()
        return self.env["client.file.document"].sudo().search([("file_id", "=", case.file_id.id)])

    def _get_knowers_from_log(self):
        """Reads, prints, exports and downloads of the paper and of its file."""
        self.ensure_one()
        if "client.access.log" not in self.env:
            return []
        documents, case = self._get_concerned_documents(), self.sudo()
        domain = Domain("model", "=", documents._name) & Domain("res_id", "in", documents.ids)
        domain |= Domain("file_id", "in", case.file_id.ids)
        groups = (
            self.env["client.access.log"]
            .sudo()
            ._read_group(domain & Domain("act", "in", LEARNING), ["user_id"], ["at:max", "__count"])
        )
        return [
            {"user_id": user.id, "basis": "read", "since": latest, "detail": str(count)}
            for user, latest, count in groups
        ]

    def _get_knowers_from_copies(self):
        """Holders of numbered copies."""
        self.ensure_one()
        if "client.secrecy.copy" not in self.env:
            return []
        copies = self.env["client.secrecy.copy"].sudo()
        wanted = {"document_id": self._get_concerned_documents().ids}
        wanted["file_id"] = self.sudo().file_id.ids
        domain = Domain.OR(
            Domain(name, "in", ids) for name, ids in wanted.items() if name in copies._fields
        )
        return [
            {
                "user_id": copy.holder_id.id,
                "basis": "copy",
                "since": copy.create_date,
                "detail": copy.display_name,
            }
            for copy in copies.search(domain)
            if copy.holder_id._name == "res.users"
        ]

    def _get_knowers_from_know_list(self):
        """Who was named to know the file."""
        self.ensure_one()
        if "client.secrecy.knower" not in self.env:
            return []
        named = self.env["client.secrecy.knower"].sudo()
        return [
            {
                "user_id": line.user_id.id,
                "basis": "list",
                "since": line.create_date,
                "detail": line.reason,
            }
            for line in named.search([("file_id", "in", self.sudo().file_id.ids)])
        ]

    def _get_knowers_from_meetings(self):
        """Whoever signed the attendance of a meeting that the paper lay before."""
        self.ensure_one()
        papers = self.env["client.secrecy.meeting.paper"].sudo()
        rows = papers.search([("document_id", "in", self._get_concerned_documents().ids)])
        return [
            {
                "user_id": guest.user_id.id,
                "basis": "meeting",
                "since": meeting.start,
                "detail": meeting.number,
            }
            for meeting in rows.meeting_id
            for guest in meeting.attendee_ids
            if guest.signed_at
        ] + [
            {
                "user_id": reader.id,
                "basis": "meeting",
                "since": meeting.closed_at,
                "detail": meeting.number,
            }
            for meeting in rows.meeting_id
            if meeting.state == "closed"
            for reader in meeting.pass_on_ids
        ]

    def _get_knowers_from_movements(self):
        """Carriers and receivers in the register of movements."""
        self.ensure_one()
        lines = (
            self.env["client.secrecy.movement"]
            .sudo()
            .search(
                [
                    ("document_id", "in", self._get_concerned_documents().ids),
                    ("state", "in", ("out", "done", "lost")),
                ]
            )
        )
        return [
            {
                "user_id": user.id,
                "basis": "movement",
                "since": line.out_at or line.done_at,
                "detail": line.number,
            }
            for line in lines
            for user in line._get_carriers() | line.receiver_id
        ]

    def _get_knowers_from_holders(self):
        """Who has the paper now, and who put it into the file."""
        self.ensure_one()
        return [
            {
                "user_id": user.id,
                "basis": "holder",
                "since": document.create_date,
                "detail": False,
            }
            for document in self._get_concerned_documents()
            for user in document.holder_id | document.added_by
        ]

    def _freeze(self, user):
        """Cut the access of `user`, with this incident as the reason."""
        self.ensure_one()
        if "client.secrecy.freeze" not in self.env:
            raise UserError(self.env._("Access is cut by the security officer."))
        self.env["client.secrecy.freeze"]._freeze(
            user, self.env._("Incident %(number)s", number=self.number)
        )
