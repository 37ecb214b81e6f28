from odoo import api, models


class CalendarEvent(models.Model):
    """A meeting made from a to-do on a protected record: neutral name, private, no content.

    Colleagues see every meeting, guests get it by mail, other calendars copy it.
    """

    _inherit = "calendar.event"

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._hide_secrecy(vals) for vals in vals_list])

    def write(self, vals):
        """Such a meeting stays private."""
        names = self.env["client.secrecy.wall"]._get_names()
        if vals.get("privacy", "private") != "private" and any(
            event.res_model in names for event in self.sudo()
        ):
            vals = {**vals, "privacy": "private"}
        return super().write(vals)

    @api.model
    def _hide_secrecy(self, vals):
        wall = self.env["client.secrecy.wall"]
        name = vals.get("res_model", self.env.context.get("default_res_model"))
        id_ = vals.get("res_id", self.env.context.get("default_res_id"))
        if name not in wall._get_names() or not id_:
            return vals
        record = self.env[name].sudo().browse(id_)
        kept = {
            key: value
            for key, value in vals.items()
            if key not in ("location", "videocall_location")
        }
        return {
            **kept,
            "name": record._get_neutral_title(),
            "description": False,
            "privacy": "private",
        }
