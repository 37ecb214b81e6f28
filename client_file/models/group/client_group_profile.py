from odoo import api, fields, models
from odoo.exceptions import UserError


class ClientGroupProfile(models.Model):
    """Profile of a group client (集团客户档案信息): the seven sections of part 5 of the policies.

    One per client file. Each section's rows are models of their own that hang off the profile;
    who may read the client file reads its profile.
    """

    _name = "client.group.profile"
    _description = "Group client profile"
    _inherit = ["client.file.owned", "mail.thread", "mail.activity.mixin"]
    _mail_post_access = "read"

    partner_id = fields.Many2one(
        related="file_id.partner_id", store=True, index=True, string="Client"
    )
    company_id = fields.Many2one(related="file_id.company_id", store=True, string="Company")
    user_id = fields.Many2one(
        related="file_id.user_id", store=True, index=True, string="Account manager"
    )

    _file_uniq = models.Constraint(
        "UNIQUE(file_id)", "This client already has a group client profile."
    )

    @api.model_create_multi
    def create(self, vals_list):
        # Quiet: the squares tell when a profile began, no message does.
        quiet = self.with_context(mail_create_nolog=True)
        return super(ClientGroupProfile, quiet).create(vals_list).with_env(self.env)

    def _get_title(self):
        self.ensure_one()
        return self.file_id.partner_id.sudo().name or self._get_neutral_title()

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Profiles are kept: they belong to the client file."))

    def copy(self, default=None):  # pylint: disable=method-required-super
        raise UserError(self.env._("A client has one profile: it cannot be duplicated."))

    def message_get_followers(self, after=None, limit=100, filter_recipients=False):
        """Who follows a profile is told only to those who may read it."""
        self.check_access("read")
        return super().message_get_followers(after, limit, filter_recipients)

    def action_open_file(self):
        """The client file behind the profile."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "client.file",
            "res_id": self.file_id.id,
            "views": [(False, "form")],
        }

    def action_add_news(self):
        """The small box for whatever is new: one click from the card."""
        self.ensure_one()
        return self._get_add_news_action()

    def _get_add_news_action(self, person=None):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("What is new at %(client)s", client=self.partner_id.name),
            "res_model": "client.group.news.add",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_profile_id": self.id,
                "default_person_id": person.id if person else False,
            },
        }

    def action_add_person(self):
        """Somebody who has been there all along comes on record."""
        action = self.action_add_news()
        action["context"]["default_kind"] = "noted"
        return action
