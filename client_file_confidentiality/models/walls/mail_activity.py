from odoo import SUPERUSER_ID, api, models
from odoo.tools import SQL


class MailActivity(models.Model):
    """To-dos on a protected record are known to people who may read the record, nobody else."""

    _inherit = "mail.activity"

    def _filter_secrecy_closed(self):
        names = self.env["client.secrecy.wall"]._get_names()
        ids = [id_ for id_ in self._ids if id_]
        if not ids or self.env.uid == SUPERUSER_ID:
            return self.browse()
        self.flush_recordset(["res_model", "res_id"])
        rows = self.env.execute_query(
            SQL(
                "SELECT id, res_model, res_id FROM mail_activity "
                "WHERE id = ANY(%s) AND res_model = ANY(%s) AND res_id > 0",
                ids,
                list(names),
            )
        )
        closed = self.env["client.secrecy.wall"]._find_closed({row[1:] for row in rows})
        return self.browse(id_ for id_, *pair in rows if tuple(pair) in closed)

    def _check_access(self, operation):
        result = super()._check_access(operation)
        rest = self - result[0] if result else self
        closed = rest._filter_secrecy_closed()
        if not closed:
            return result
        return (
            result[0] | closed if result else closed,
            lambda: closed._make_access_error(operation),
        )

    @api.model
    def _search(self, domain, *args, bypass_access=False, **kwargs):
        query = super()._search(domain, *args, bypass_access=bypass_access, **kwargs)
        if self.env.su or bypass_access:
            return query
        ids = query.get_result_ids()
        closed = set(self.browse(ids)._filter_secrecy_closed()._ids)
        if not closed:
            return query
        return self.browse(id_ for id_ in ids if id_ not in closed)._as_query(ordered=True)

    def write(self, vals):
        """A to-do of a file is not hung to another record, whose readers would read it."""
        wall = self.env["client.secrecy.wall"]
        if self.env.uid != SUPERUSER_ID and not {"res_model_id", "res_model", "res_id"}.isdisjoint(
            vals
        ):
            before = {activity: (activity.res_model, activity.res_id) for activity in self.sudo()}
            result = super().write(vals)
            for activity, root in before.items():
                target = activity.res_model, activity.res_id
                if wall._get_file(root) and wall._get_file(target) != wall._get_file(root):
                    wall._refuse_move()
            return result
        return super().write(vals)

    @api.depends("res_model", "res_id")
    def _compute_res_name(self):
        """Stored and mailed: the neutral title for everybody."""
        names = self.env["client.secrecy.wall"]._get_names()
        protected = self.filtered(lambda activity: activity.res_model in names and activity.res_id)
        for activity in protected:
            record = self.env[activity.res_model].browse(activity.res_id)
            activity.res_name = record._get_neutral_title()
        return super(MailActivity, self - protected)._compute_res_name()
