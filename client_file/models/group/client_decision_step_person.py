from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ClientDecisionStep(models.Model):
    """Steps joined to the people of section 2."""

    _inherit = "client.decision.step"

    person_id = fields.Many2one(
        "client.key.person",
        string="Key person",
        domain="[('profile_id', '=', profile_id)]",
        ondelete="restrict",
        index="btree_not_null",
    )

    @api.constrains("person_id", "profile_id")
    def _check_person(self):
        for step in self:
            person = step.sudo().person_id
            if person and person.profile_id != step.profile_id:
                raise ValidationError(
                    self.env._("The person of a step belongs to the same group client.")
                )

    def _get_lane(self):
        """A known person is a lane of their own: 张伟（采购部）."""
        lane, *rest = super()._get_lane()
        person = self.person_id.display_name
        return self.env._("%(person)s (%(role)s)", person=person, role=lane) if (
            person and lane
        ) else (person or lane), *rest
