from odoo import Command

from odoo.addons.client_file.tests.common import ClientFileCase


class SecrecyCase(ClientFileCase):
    """The people of `ClientFileCase` with clearances, and those of the policy's third chapter.

    rep 2, other_rep 1, supervisor 2, supervisor2 2, archivist 2, archivist2 2, feedback 2,
    investigator 2, credit 2, manager 2, general_manager 3
    uncleared        salesperson without a clearance
    office, security the general manager's office, the security officer
    second_manager   another general manager, cleared for everything
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        group = "client_file.client_file_group_"
        own = "client_file_confidentiality.group_"
        cls.office = cls._user("office", f"{own}office")
        cls.security = cls._user("security", f"{own}security")
        cls.uncleared = cls._user("uncleared", "sales_team.group_sale_salesman")
        cls.second_manager = cls._user("second_manager", f"{group}general_manager")
        cls.policy = cls.env["client.secrecy.policy"].search([("state", "=", "in_force")])
        if not cls.policy:
            cls.policy = cls.env.ref("client_file_confidentiality.policy_first")
            cls.policy.with_user(cls.general_manager).action_put_in_force()
        cls.people = {
            cls.rep: "2",
            cls.other_rep: "1",
            cls.supervisor: "2",
            cls.supervisor2: "2",
            cls.archivist: "2",
            cls.archivist2: "2",
            cls.feedback: "2",
            cls.manager: "2",
            cls.investigator: "2",
            cls.credit: "2",
            cls.general_manager: "3",
            cls.second_manager: "3",
        }
        for user, level in cls.people.items():
            cls._clear(user, level)
        for matter in cls.env["client.secrecy.matter"].search([("state", "=", "draft")]):
            matter.with_user(cls.second_manager)._approve()
        cls.ordinary = cls.env.ref("client_file_confidentiality.matter_ordinary")
        cls.core = cls.env.ref("client_file_confidentiality.matter_core")
        cls.vital = cls.env.ref("client_file_confidentiality.matter_vital")

    @classmethod
    def _clear(cls, user, level, **values):
        """Clear `user` the way it is done: pledged, asked for by the office, granted."""
        cls.policy.with_user(user).action_sign()
        clearance = (
            cls.env["client.secrecy.clearance"]
            .with_user(cls.office)
            .create({"user_id": user.id, "level": level, "reason": "duty", **values})
        )
        granter = (
            cls.security
            if user.has_group("client_file.client_file_group_general_manager")
            else cls.general_manager
        )
        clearance.with_user(granter)._grant()
        return clearance.with_env(cls.env)

    @classmethod
    def _mark(cls, file, level="2", by=None, **values):
        """A proposed mark on `file`; it holds from now on."""
        matter = {"1": cls.ordinary, "2": cls.core, "3": cls.vital}[level]
        marks = cls.env["client.secrecy.mark"].with_user(by or cls.general_manager)
        values = {"file_id": file.id, "matter_id": matter.id, "is_named": False, **values}
        return marks.create([values]).with_env(cls.env)

    @classmethod
    def _ask(cls, operation, *records, user=None, request=True, **values):
        lines = [
            Command.create({"record_ref": f"{r._name},{r.id}", **values.pop("line", {})})
            for r in records
        ]
        permit = (
            cls.env["client.secrecy.permit"]
            .with_user(user or cls.rep)
            .create(
                {
                    "operation": operation,
                    "purpose": "年审",
                    "recipient": "审计组",
                    "line_ids": lines,
                    **values,
                }
            )
        )
        if request:
            permit.action_request()
        return permit.with_env(cls.env)

    @classmethod
    def _give(cls, operation, *records, **values):
        permit = cls._ask(operation, *records, **values)
        permit.with_user(cls.general_manager)._approve()
        return permit
