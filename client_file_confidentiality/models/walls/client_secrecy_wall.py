from collections import defaultdict

from odoo import SUPERUSER_ID, api, models, tools
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

# Bytes of a protected record may hang from these; snailmail and the like stay outside.
HOLDERS = {"ir.attachment", "mail.message", "mail.mail", "mail.scheduled.message"}
# Models whose rows belong to a document, and the two columns that name it.
SATELLITES = {
    "ir.attachment": ("res_model", "res_id"),
    "mail.message": ("model", "res_id"),
    "mail.mail": ("model", "res_id"),
    "mail.scheduled.message": ("model", "res_id"),
    "mail.activity": ("res_model", "res_id"),
}


class ClientSecrecyWall(models.AbstractModel):
    """What the overrides of Odoo's own models ask: is this protected, may the real user know it.

    Odoo reaches documents in sudo on behalf of anybody (names, files, messages). The answers here
    therefore never depend on sudo, only on the user; the superuser is the system itself.
    """

    _name = "client.secrecy.wall"
    _description = "Walls around what is secret"

    @api.model
    @tools.ormcache()
    def _get_names(self):
        """Names of the protected models (frozenset of str)."""
        return frozenset(self.env["client.secrecy.protected"]._get_protected_models())

    @api.model
    @tools.ormcache()
    def _get_thread_names(self):
        """Names of the protected models with a discussion (tuple of str)."""
        return tuple(
            sorted(name for name in self._get_names() if "message_ids" in self.env[name]._fields)
        )

    def _register_hook(self):
        result = super()._register_hook()
        self._close_related()
        return result

    @api.model
    def _close_related(self):
        """Related fields of any addon that lead through what is protected are read as the user.

        Odoo computes, groups and searches them in sudo. Tests refuse such fields; where one is
        installed all the same, it can be read by readers of the record, and not be grouped.
        """
        names = self._get_names()
        for name in self.env:
            if name in names:
                continue
            for field in self.env[name]._fields.values():
                if field.related and not field.store and self._passes(name, field.related):
                    field.compute_sudo = False

    @api.model
    def _passes(self, name, path):
        """Whether a dotted path of fields starting at model `name` goes through what is protected.

        The pointer at its end does not count: whoever may not read it sees a neutral title.
        """
        names = self._get_names()
        for step in path.split(".")[:-1]:
            field = self.env[name]._fields.get(step) if name in self.env else None
            if field is None or not field.comodel_name:
                return False
            name = field.comodel_name
            if name in names:
                return True
        return False

    @api.model
    def _find_closed(self, pairs):
        """Of `(model, id)` pairs, those of protected records that the real user may not read.

        Records that are not there any more are closed too.
        """
        if self.env.uid == SUPERUSER_ID:
            return set()
        names = self._get_names()
        ids_of = defaultdict(set)
        for name, id_ in pairs:
            if id_ and name in names:
                ids_of[name].add(id_)
        closed = set()
        for name, ids in ids_of.items():
            records = self.env[name].with_user(self.env.uid).browse(ids)
            readable = records.exists()._filtered_access("read")
            closed.update((name, id_) for id_ in ids - set(readable._ids))
        return closed

    @api.model
    def _get_open_sql(self, name, id_):
        """Whether the current user may read the row `id_` (SQL) of a protected model (SQL).

        Correlated on purpose: a list of all readable files would be made for every inbox.
        """
        query = self._get_open_query(name)
        if query is None:
            return SQL("FALSE")
        same = SQL("%s = %s", SQL.identifier(query.table, "id"), id_)
        return SQL(
            "EXISTS (SELECT 1 FROM %s WHERE %s AND %s)",
            query.from_clause,
            query.where_clause or SQL("TRUE"),
            same,
        )

    @api.model
    def _get_open_query(self, name):
        """The readable rows of a protected model; made once in a transaction, as the rank is."""
        known = self.env.cr.cache.setdefault("client_secrecy", {})
        key = (self.env.uid, name, tuple(self.env.companies.ids))
        if key not in known:
            model = self.env[name].with_user(self.env.uid)
            known[key] = model._search(Domain.TRUE) if model.has_access("read") else None
        return known[key]

    @api.model
    def _filter_users(self, record, users):
        """Those of `users` who may read the protected `record` at this moment."""
        return users.filtered(
            lambda user: (
                user.active and not user.share and record.with_user(user)._filtered_access("read")
            )
        )

    @api.model
    def _filter_partners(self, record, partner_ids):
        """Ids of those partners who are users that may read the protected `record`."""
        partners = self.env["res.partner"].sudo().browse(partner_ids)
        return set(self._filter_users(record, partners.user_ids).partner_id._ids)

    @api.model
    def _get_root(self, name, id_, depth=4):
        """The protected `(model, id)` that a row belongs to in the end, or None."""
        if name in self._get_names():
            return name, id_ or 0
        if depth and id_ and name in SATELLITES:
            row = self.env[name].sudo().with_context(prefetch_fields=False).browse(id_).exists()
            if row:
                name_field, id_field = SATELLITES[name]
                return self._get_root(row[name_field], row[id_field], depth - 1)
        return None

    @api.model
    def _get_file(self, root):
        """Id of the client file that a `(model, id)` pair is part of, or None."""
        name, id_ = root
        if name not in self._get_names() or not id_:
            return None
        return self.env[name].browse(id_)._get_secrecy_files().id

    @api.model
    def _check_pointers(self, holder, targets, files_only=False):
        """Nobody points to what they may not read; files stay with what they belong to.

        :param str holder: the model that would hold the pointer
        :param targets: `(model, id)` pairs
        :param files_only: sudo code chose the other values itself
        :raise AccessError: without telling which pointer it was
        """
        roots = set()
        for name, id_ in targets:
            if name == "ir.attachment":
                root = self._get_root(name, id_)
                if root and holder not in HOLDERS and holder not in self._get_names():
                    self._refuse()
                roots.add(root)
            elif not files_only:
                roots.add((name, id_))
        if self._find_closed(roots - {None}):
            self._refuse()

    @api.model
    def _refuse(self):
        raise self.env["client.secrecy.protected"]._make_restricted_error()

    @api.model
    def _refuse_outside(self):
        raise AccessError(
            self.env._("Papers and messages of client files are not handed to outside services.")
        )

    @api.model
    def _refuse_move(self):
        raise AccessError(
            self.env._("What was said about a client file is not moved to another record.")
        )
