from odoo import models
from odoo.exceptions import UserError


class MergePartnerAutomatic(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        """Two clients who both have a file are not merged: one file would be lost."""
        # In sudo: the file of a client nobody here may read is lost just the same.
        files = self.env["client.file"].sudo().search([("partner_id", "in", partner_ids)])
        if len(files) > 1:
            raise UserError(
                self.env._(
                    "More than one of these contacts has a client file. "
                    "Ask the archivist to close and combine the files first."
                )
            )
        if files and (not dst_partner or files.partner_id != dst_partner):
            raise UserError(
                self.env._("The contact that has the client file must be the destination.")
            )
        return super()._merge(partner_ids, dst_partner=dst_partner, extra_checks=extra_checks)
