import base64
import binascii

from odoo import SUPERUSER_ID, api, models
from odoo.exceptions import AccessError

# What would take a paper away from its record, or show it to anybody with a link.
LEAVING = {"res_model", "res_id", "res_field", "public", "access_token", "url", "type"}


class IrAttachment(models.Model):
    """Files of protected records: their bytes are read by people who may read the record.

    Odoo reads bytes in sudo in many places (links with tokens, letters, copies). Here the real
    user counts; no link opens without login, nothing is indexed, moved away or made public.
    """

    _inherit = "ir.attachment"

    def _get_secrecy_roots(self):
        """Attachment id -> protected `(model, id)` that it belongs to, for those that do."""
        wall = self.env["client.secrecy.wall"]
        roots = {}
        # The two columns alone: whatever else came into the cache in sudo would pass for read.
        attachments = self.sudo().with_context(prefetch_fields=False)
        attachments.filtered("id").fetch(["res_model", "res_id"])
        for attachment in attachments:
            if attachment.res_model:
                root = wall._get_root(attachment.res_model, attachment.res_id)
                if root:
                    roots[attachment.id] = root
        return roots

    def _filter_secrecy_closed(self):
        """Those that the real user may not read because of the record they belong to.

        Uploads that belong to no record yet are open to whoever made them, as long as nobody
        cut their access to what is secret.
        """
        if self.env.uid == SUPERUSER_ID:
            return self.browse()
        roots = self._get_secrecy_roots()
        closed = self.env["client.secrecy.wall"]._find_closed(set(roots.values()))
        return self.filtered(
            lambda attachment: (
                attachment.id in roots
                and (
                    roots[attachment.id] in closed
                    if roots[attachment.id][1]
                    else attachment.sudo().create_uid.id != self.env.uid
                    or attachment._is_secrecy_upload_stale()
                )
            )
        )

    def _is_secrecy_upload_stale(self):
        """A loose upload to a protected model is for the form it was made in, not for keeping."""
        age = self.env.cr.now() - self.sudo().create_date
        return age.total_seconds() > 3600

    def _check_secrecy(self):
        if self._filter_secrecy_closed():
            self.env["client.secrecy.wall"]._refuse()

    # Reading -------------------------------------------------------------------------------

    def _check_access(self, operation):
        result = super()._check_access(operation)
        if not self or self.env.uid == SUPERUSER_ID:
            return result
        rest = self - result[0] if result else self
        closed = rest._filter_secrecy_closed()
        if not closed:
            return result
        error = self.env["client.secrecy.protected"]._make_restricted_error
        return (result[0] | closed if result else closed), error

    @api.depends_context("uid")
    def _compute_raw(self):
        self._check_secrecy()
        return super()._compute_raw()

    @api.depends_context("uid")
    def _compute_datas(self):
        if not self.env.context.get("bin_size"):
            self._check_secrecy()
        return super()._compute_datas()

    def _read_format(self, fnames, load="_classic_read"):
        if "db_datas" in fnames and self.env.uid != SUPERUSER_ID and self._get_secrecy_roots():
            self.env["client.secrecy.wall"]._refuse()
        return super()._read_format(fnames, load=load)

    def _to_http_stream(self):
        self._check_secrecy()
        stream = super()._to_http_stream()
        if self._get_secrecy_roots():
            _forbid_caching(stream)
        return stream

    def _get_raw_access_token(self):
        return False if self._get_secrecy_roots() else super()._get_raw_access_token()

    def _get_thumbnail_token(self):
        return False if self._get_secrecy_roots() else super()._get_thumbnail_token()

    def _get_ownership_token(self):
        return False if self._get_secrecy_roots() else super()._get_ownership_token()

    def generate_access_token(self):
        if self._get_secrecy_roots():
            self._refuse_leaving()
        return super().generate_access_token()

    # Writing -------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        names = self.env["client.secrecy.wall"]._get_names()
        if any(vals.get("res_model") in names for vals in vals_list):
            for vals in vals_list:
                # Neither links to other servers, nor clouds that keep the bytes for us.
                if vals.get("res_model") in names and (
                    vals.get("public")
                    or vals.get("access_token")
                    or vals.get("type", "binary") != "binary"
                ):
                    self._refuse_leaving()
            self = self.with_context(client_secrecy_no_index=True)
        return super().create(vals_list)

    def write(self, vals):
        if not LEAVING.isdisjoint(vals):
            self._check_secrecy_stay(vals)
        return super().write(vals)

    def _check_secrecy_stay(self, vals):
        """Papers of a protected record stay where they are, private and without a link."""
        for attachment in self.sudo():
            root = attachment._get_secrecy_roots().get(attachment.id)
            if not root or not root[1]:
                continue
            same = {
                name
                for name in LEAVING & vals.keys()
                if (vals[name] or False) == (attachment[name] or False)
            }
            changed = LEAVING & vals.keys() - same
            harmless = changed <= {"res_model", "res_id"} and root == (
                vals.get("res_model", attachment.res_model),
                vals.get("res_id", attachment.res_id),
            )
            if changed and not harmless:
                self._refuse_leaving()

    def copy_data(self, default=None):
        """A copy stays in the same file; bytes that leave need a permit, through their own step."""
        wall = self.env["client.secrecy.wall"]
        values = default or {}
        for attachment in self if self.env.uid != SUPERUSER_ID else ():
            root = attachment._get_secrecy_roots().get(attachment.id)
            if root and root[1]:
                stored = attachment.sudo()
                target = wall._get_root(
                    values.get("res_model", stored.res_model), values.get("res_id", stored.res_id)
                )
                if not target or wall._get_file(target) != wall._get_file(root):
                    self._refuse_leaving()
        return super().copy_data(default)

    @api.model
    def create_unique(self, values_list):
        """As in Odoo, but what the user may not know is no answer to "do you have this file?"."""
        ids = []
        for values in values_list:
            found = self._find_same_content(values)
            if found._get_secrecy_roots():
                open_ones = found - found._filter_secrecy_closed()
                ids += open_ones.ids or self.create(values).ids
            else:
                ids += super().create_unique([values])
        return ids

    @api.model
    def _find_same_content(self, values):
        try:
            content = base64.b64decode(values.get("datas") or "")
        except binascii.Error:
            return self.browse()
        domain = [("id", "!=", False), ("checksum", "=", self._compute_checksum(content))]
        return self.sudo().search(domain).sudo(False)

    @api.model
    def _index(self, bin_data, file_type, checksum=None):
        if self.env.context.get("client_secrecy_no_index") or self._get_secrecy_roots():
            return None
        return super()._index(bin_data, file_type, checksum=checksum)

    @api.model
    def _refuse_leaving(self):
        raise AccessError(
            self.env._(
                "Papers of a client file stay with it. What leaves needs a permit of the general "
                "manager."
            )
        )


def _forbid_caching(stream):
    """Neither browser nor proxy keeps a copy on disk."""
    stream.public = False
    answer = stream.get_response

    def get_response(*args, **kwargs):
        kwargs["immutable"] = False
        response = answer(*args[:1], **kwargs)
        response.headers["Cache-Control"] = "no-store, private"
        response.headers.pop("Expires", None)
        return response

    stream.get_response = get_response
