import json
from contextlib import contextmanager
from contextvars import ContextVar

from odoo import SUPERUSER_ID, api, fields, models, tools
from odoo.exceptions import AccessError

from odoo.addons.client_file.tools.digests import canonical

# What a permit was used up for in the call that is running: {(user, model, operation): ids}. Kept
# in the interpreter, not in the context, for whoever calls by RPC may send any context.
_granted = ContextVar("client_secrecy_granted", default=None)
_format = ContextVar("client_secrecy_format", default=None)
TOP = "3"


@contextmanager
def product_format(name):
    """Say in which form the product of the calls within leaves (key of `FORMATS`)."""
    token = _format.set(name)
    try:
        yield
    finally:
        _format.reset(token)


class ClientSecrecyProtected(models.AbstractModel):
    """One choke per verb: what is secret leaves only by a permit that is used up for it.

    The user is judged, never `env.su`: stock code reads in sudo on behalf of anyone. Only the
    superuser itself, which is no person, passes.
    """

    _inherit = "client.secrecy.protected"

    secrecy_rank_now = fields.Integer(
        string="Rank of secrecy", compute="_compute_secrecy_rank_now", exportable=False
    )

    def _compute_secrecy_rank_now(self):
        for record in self:
            record.secrecy_rank_now = record._origin._get_secrecy_rank() if record._origin else 0

    @api.model
    @tools.ormcache()
    def _get_protected_set(self):
        """The protected models as a set, once a registry."""
        return frozenset(self._get_protected_models())

    def _get_secrecy_file(self):
        """The client file that this record is, or lies in (in sudo)."""
        self.ensure_one()
        return self._get_secrecy_files()[:1]

    def _get_secrecy_classifiers(self):
        """Who classified the record: has to agree when top secret is copied (`res.users`).

        Of a mark by rule, whoever approved the entry of the catalogue; of a proposal, its author.
        """
        self.ensure_one()
        file = self._get_secrecy_file()
        paper = self.id if self._name == "client.file.document" else False
        marks = file.secrecy_mark_ids.filtered(
            lambda mark: (
                mark.state in ("proposed", "classified")
                and mark.level == TOP
                and mark.document_id.id in (False, paper)
            )
        )
        users = self.env["res.users"]
        for mark in marks or file.secrecy_mark_id:
            users |= mark.approved_by or mark.proposed_by
        return users.filtered(lambda user: user.active and user.id != SUPERUSER_ID)

    def _filter_secret(self):
        """The records that are secret."""
        records = self.sudo()
        secret = {record.id for record in records if record.id and record._get_secrecy_rank()}
        return self.filtered(lambda record: record.id in secret)

    def _require_permit(self, operation, names=None, form=None):
        """Use up the permit that the current user holds for `operation` on these records.

        :param str operation: key of `OPERATIONS`
        :param names: names of the fields that leave, None for whole records
        :param form: key of `FORMATS`
        :return: the numbered copies that now exist (`client.secrecy.copy`, in sudo), none when
            nothing of it is secret
        :raise AccessError: when one of the records is secret and no permit covers all secret ones
        """
        copies = self.env["client.secrecy.copy"].sudo()
        if self.env.uid == SUPERUSER_ID:
            return copies
        secret = self._filter_secret()
        granted = (_granted.get() or {}).get((self.env.uid, self._name, operation), ())
        secret = secret.filtered(lambda record: record.id not in granted)
        if not secret:
            return copies
        secret.with_user(self.env.user).check_access("read")
        Permit = self.env["client.secrecy.permit"]
        form = form or _format.get()
        try:
            permit, lines = Permit._use_for(secret, operation, names, form)
        except AccessError:
            self._note_secrecy("deny", secret, operation)
            raise
        count = permit.copies_granted if operation == "print" else 1
        copies = permit._make_copies(lines, operation, count)
        self._note_secrecy(
            operation if operation in ("copy", "export", "print", "download") else "copy",
            secret,
            ", ".join(copies.mapped("serial")),
        )
        return copies

    @contextmanager
    def _permitted(self, operation, names=None, form=None):
        """Within this block the records leave; yields the copies they leave as."""
        copies = self._require_permit(operation, names, form)
        key = (self.env.uid, self._name, operation)
        known = _granted.get() or {}
        token = _granted.set({**known, key: set(known.get(key, ())) | set(self.ids)})
        try:
            yield copies
        finally:
            _granted.reset(token)

    @api.model
    def _note_secrecy(self, verb, records, detail):
        """A line in the access log, where it is installed."""
        if "client.access.log" in self.env:
            self.env["client.access.log"]._note(verb, records, detail)

    def export_data(self, fields_to_export):
        names = {name.replace(".", "/").split("/")[0] for name in fields_to_export}
        with self._permitted("export", names - {"id", ""} or {"id"}) as copies:
            result = super().export_data(fields_to_export)
            if copies:
                content = json.dumps(result, ensure_ascii=False, default=str).encode()
                copies._seal(content, "export.json", "application/json")
                self.env.cr.cache.setdefault("client_secrecy_copies", []).extend(copies.ids)
        return result

    def copy_data(self, default=None):
        with self._permitted("copy") as copies:
            result = super().copy_data(default)
            if copies:
                copies._seal(
                    canonical(json.loads(json.dumps(result, default=str))).encode(),
                    "copy.json",
                    "application/json",
                )
        return result

    def action_ask_permit(self):
        """A new permit with these records as its items."""
        self.check_access("read")
        lines = [
            (0, 0, {"res_model": record._name, "res_id": record.id,
                    "record_ref": f"{record._name},{record.id}"})
            for record in self
        ]  # fmt: skip
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Ask for a permit"),
            "res_model": "client.secrecy.permit",
            "view_mode": "form",
            "context": {"default_line_ids": lines},
            "cache": False,
        }
