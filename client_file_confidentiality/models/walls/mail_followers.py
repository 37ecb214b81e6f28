from odoo import SUPERUSER_ID, api, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.base.models.ir_attachment import condition_values


class MailFollowers(models.Model):
    """Who follows a protected record tells who knows the client; only its readers learn it.

    And only its readers can follow it: followers get its messages.
    """

    _inherit = "mail.followers"

    @api.model
    def _search(self, domain, *args, bypass_access=False, **kwargs):
        if not (self.env.su or bypass_access):
            domain = Domain(domain)
            names = self.env["client.secrecy.wall"]._get_thread_names()
            asked = condition_values(self, "res_model", domain)
            if asked is not None:
                names = tuple(name for name in names if name in asked)
            if names:
                domain &= self._get_secrecy_domain(names)
        return super()._search(domain, *args, bypass_access=bypass_access, **kwargs)

    @api.model
    def _get_secrecy_domain(self, names):
        """Followers of anything but the models `names`, and of their records the user may read."""

        def is_open(model, alias, query):
            name = SQL.identifier(alias, "res_model")
            return SQL(
                "(%s <> ALL(%s) OR %s)",
                name,
                list(names),
                SQL(" OR ").join(
                    SQL(
                        "(%s = %s AND %s)",
                        name,
                        protected,
                        model.env["client.secrecy.wall"]._get_open_sql(
                            protected, SQL.identifier(alias, "res_id")
                        ),
                    )
                    for protected in names
                ),
            )

        return Domain.custom(to_sql=is_open)

    def _check_access(self, operation):
        result = super()._check_access(operation)
        if self.env.uid == SUPERUSER_ID:
            return result
        rest = (self - result[0] if result else self).sudo()
        closed = self.env["client.secrecy.wall"]._find_closed(
            {(follower.res_model, follower.res_id) for follower in rest}
        )
        if not closed:
            return result
        hidden = rest.filtered(lambda follower: (follower.res_model, follower.res_id) in closed)
        hidden = hidden.sudo(False)
        return (
            result[0] | hidden if result else hidden,
            self.env["client.secrecy.protected"]._make_restricted_error,
        )

    @api.model_create_multi
    def create(self, vals_list):
        wall = self.env["client.secrecy.wall"]
        names = wall._get_names()

        def is_allowed(vals):
            if vals.get("res_model") not in names or not vals.get("res_id"):
                return True
            record = self.env[vals["res_model"]].browse(vals["res_id"])
            return bool(wall._filter_partners(record, [vals.get("partner_id")]))

        return super().create([vals for vals in vals_list if is_allowed(vals)])
