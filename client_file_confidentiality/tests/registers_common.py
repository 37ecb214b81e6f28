from datetime import timedelta

from odoo import fields

from odoo.addons.client_file.tools.dates import company_today

from .common import SecrecyCase


class RegistersCase(SecrecyCase):
    """A paper that is not secret until `_set_rank`, a keeper of the register, two carriers.

    office(2)   general manager's office     security   security officer
    rep, other_rep carry; levels, clearances and permits are real ones.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.office2 = cls._user("office2", "client_file_confidentiality.group_office")
        cls.today = company_today(cls.env)
        cls.file = cls._create_file(cls.rep)
        cls.paper = cls._create_document(cls.file, form="original", pages=3, name="年度协议")
        cls._set_rank(cls.paper, 0)
        places = cls.env["client.secrecy.place"].with_user(cls.office)
        cls.room = places.create({"name": "档案室", "kind": "room", "meeting_level": "2"})
        cls.safe = places.create(
            {"name": "1号柜", "kind": "safe", "counts_as_safe": True, "parent_id": cls.room.id}
        )
        cls.box = places.create({"name": "A盒", "kind": "box", "parent_id": cls.safe.id})
        cls.shelf = places.create({"name": "开架", "kind": "shelf", "parent_id": cls.room.id})

    @classmethod
    def _set_rank(cls, paper, rank):
        """Give `paper`, and with it its file, a level: old marks end, a new one is proposed."""
        marks = paper.file_id.secrecy_mark_ids
        marks.filtered(lambda mark: mark.state in ("proposed", "classified"))._declassify()
        if rank:
            cls._mark(paper.file_id, str(rank), by=cls.second_manager, document_id=paper.id)

    @classmethod
    def _set_clearance(cls, user, level):
        """Whatever `user` was cleared for ends; None leaves no clearance."""
        clearances = cls.env["client.secrecy.clearance"].with_user(cls.office)
        live = [("user_id", "=", user.id), ("state", "=", "granted")]
        clearances.search(live).action_revoke()
        if level:
            cls._clear(user, level)

    @classmethod
    def _permit(cls, operation="carry", user=None, paper=None):
        """The permit of articles 11 (2) and 13 that a secret paper leaves the house with."""
        return cls._give(
            operation,
            paper or cls.paper,
            user=user,
            recipient_kind="outside",
            organisation="客户",
            contract="NDA-1",
            medium="hand",
        )

    @classmethod
    def _designate(cls, user, act="carry", level="3", grantor=None, **values):
        line = (
            cls.env["client.secrecy.designation"]
            .with_user(cls.office)
            .create(
                {
                    "user_id": user.id,
                    "act": act,
                    "level": level,
                    "delegation": "委托书1号",
                    **values,
                }
            )
        )
        line.with_user(grantor or cls.general_manager).action_grant()
        return line

    @classmethod
    def _create_movement(cls, paper=None, **values):
        lines = cls.env["client.secrecy.movement"].with_user(cls.office)
        return lines.create(
            {
                "document_id": (paper or cls.paper).id,
                "kind": "carry_out",
                "carrier_id": cls.rep.id,
                "counterpart": "客户处",
                "route": "专车",
                "measures": "密码箱",
                "seal_number": "F-01",
                "due_back": fields.Date.add(cls.today, days=1),
                **values,
            }
        )

    @classmethod
    def _report(cls, user=None, **values):
        result = (
            cls.env["client.secrecy.incident"]
            .with_user(user or cls.rep)
            .report(**{"kind": "leaked", "words": "报价单出现在客户群里", **values})
        )
        cls.last_report = result
        return (
            cls.env["client.secrecy.incident"]
            .with_user(cls.office)
            .search([("number", "=", result["number"])])
        )

    def _create_meeting(self, host=None, guests=None, papers=None, **values):
        start = fields.Datetime.now() + timedelta(hours=1)
        meeting = (
            self.env["client.secrecy.meeting"]
            .with_user(host or self.rep)
            .create(
                {
                    "name": "定价会",
                    "start": start,
                    "stop": start + timedelta(hours=2),
                    "venue_id": self.room.id,
                    **values,
                }
            )
        )
        for guest in guests if guests is not None else (self.supervisor, self.manager):
            meeting.attendee_ids.create({"meeting_id": meeting.id, "user_id": guest.id})
        for paper in papers if papers is not None else (self.paper,):
            meeting.paper_ids.create(
                {
                    "meeting_id": meeting.id,
                    "document_id": paper.id,
                    "reader_id": meeting.attendee_ids[:1].user_id.id,
                }
            )
        return meeting


class IncidentCase(RegistersCase):
    def _investigate(self, **values):
        """An incident whose checklist is done, in the hands of `office`."""
        case = self._report(document_id=self.paper.id, **values)
        case.action_accept()
        case.action_investigate()
        case.task_ids.write({"result": "已办"})
        case.task_ids.action_done()
        return case

    def _find(self, case, user=None, **values):
        facts = {"facts": "群聊截图", "leaked": True, "remedied": True, **values}
        return case.finding_ids.create(
            {"incident_id": case.id, "user_id": (user or self.other_rep).id, **facts}
        )

    def _hear(self, case, statement="误发，当即撤回"):
        case.action_finish_findings()
        case.action_hear()
        finding = case.finding_ids
        finding.with_user(finding.user_id).action_state(statement)
        return case.sanction_ids
