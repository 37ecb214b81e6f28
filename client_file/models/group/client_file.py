from odoo import models
from odoo.exceptions import AccessError


class ClientFile(models.Model):
    """From the client file to the group client's profile."""

    _inherit = "client.file"

    def action_open_group_profile(self):
        """One click to the profile; the first click starts it.

        Judged as the reader: whoever may not read the file learns nothing.
        """
        self.ensure_one()
        self.with_user(self.env.user).check_access("read")
        Profiles = self.env["client.group.profile"].with_user(self.env.user)
        profile = Profiles.search([("file_id", "=", self.id)])
        if not profile:
            if not Profiles.has_access("create"):
                raise AccessError(
                    self.env._(
                        "This client has no group client profile yet. "
                        "Its account manager starts one."
                    )
                )
            profile = Profiles.create({"file_id": self.id})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Group client profile"),
            "res_model": "client.group.profile",
            "res_id": profile.id,
            "views": [(False, "form")],
        }


class CrmLead(models.Model):
    """From the deal to the profile of its client, as far as the reader may see it."""

    _inherit = "crm.lead"

    def action_open_group_profile(self):
        """The profile of the deal's client; where there is no file one may read, the file first."""
        self.ensure_one()
        self.check_access("read")
        file = self.client_file_id
        return file.action_open_group_profile() if file else self.action_open_client_file()
