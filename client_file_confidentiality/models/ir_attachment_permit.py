from datetime import datetime

from odoo import SUPERUSER_ID, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.http import Stream, request
from odoo.tools.misc import str2bool

from ..tools.serials import make_view_serial
from ..tools.watermark import WatermarkError, can_stamp, stamp

# What would move a secret paper to another record, or show it to whoever has a link.
FIXED = {"res_model", "res_id", "res_field", "public", "access_token", "url", "type"}


class SecretStream(Stream):
    """A stream that neither browser nor proxy keeps."""

    def get_response(self, as_attachment=None, immutable=None, **kwargs):
        # An address with a checksum asks for a year in the cache.
        response = super().get_response(as_attachment=as_attachment, immutable=False, **kwargs)
        response.headers["Cache-Control"] = "no-store"
        return response


class IrAttachment(models.Model):
    """Looking at a secret paper shows a watermarked rendering; its bytes need a permit.

    The real user is judged also where stock code reads in sudo; the superuser itself passes.
    """

    _inherit = "ir.attachment"

    def _get_secret_record(self):
        """The secret record this attachment lies in, as the user; None when it is not secret."""
        self.ensure_one()
        if self.env.uid == SUPERUSER_ID:
            return None
        attachment = self.sudo()
        name, number = attachment.res_model, attachment.res_id
        if not number or name not in self.env["client.secrecy.protected"]._get_protected_set():
            return None
        record = self.env[name].browse(number).with_user(self.env.user)
        if not record.sudo().exists() or not record.sudo()._get_secrecy_rank():
            return None
        return record

    def _require_original(self):
        """Bytes of secret papers leave by a permit, used up once in this transaction."""
        used = self.env.cr.cache.setdefault("client_secrecy_originals", set())
        for attachment in self:
            key = (self.env.uid, attachment.id)
            if not attachment.id or key in used:
                continue
            record = attachment._get_secret_record()
            if record is None:
                continue
            copies = record._require_permit("download", form="original")
            used.add(key)
            if copies:
                system = attachment.with_user(SUPERUSER_ID)
                copies._seal(system.raw or b"", system.name, system.mimetype)

    def _compute_raw(self):
        self._require_original()
        return super()._compute_raw()

    def _compute_datas(self):
        if not self.env.context.get("bin_size"):
            self._require_original()
        return super()._compute_datas()

    def write(self, vals):
        if vals.keys() & FIXED and any(
            attachment._get_secret_record() is not None for attachment in self
        ):
            raise AccessError(self.env._("A secret paper stays where it is and is not published."))
        return super().write(vals)

    def _to_http_stream(self):
        record = self._get_secret_record()
        if record is None:
            return super()._to_http_stream()
        record.check_access("read")
        if self._is_downloaded():
            self._require_original()
            return self._make_secret_stream(self.with_user(SUPERUSER_ID).raw or b"", self.mimetype)
        if not can_stamp(self.mimetype):
            raise UserError(
                self.env._("This kind of file cannot be shown with a watermark. Ask for a permit.")
            )
        text, plain, serial = self._get_view_watermark()
        try:
            content, mimetype = stamp(
                self.with_user(SUPERUSER_ID).raw or b"", self.mimetype, text, plain
            )
        except WatermarkError as error:
            raise UserError(
                self.env._("This file cannot be shown with a watermark. Ask for a permit.")
            ) from error
        record._note_secrecy("read", record, serial)
        return self._make_secret_stream(content, mimetype)

    def _is_downloaded(self):
        """Whether the request takes the file away rather than shows it."""
        if not request:
            return True
        if request.httprequest.path.startswith("/mail/attachment/zip"):
            return True
        wanted = request.params.get("download")
        return bool(wanted) and str2bool(str(wanted), default=True)

    def _make_secret_stream(self, content, mimetype):
        return SecretStream(
            type="data",
            data=content,
            mimetype=mimetype,
            download_name=self.sudo().name,
            size=len(content),
            etag=False,
            conditional=False,
            max_age=0,
        )

    def _get_view_watermark(self):
        """(text, the same in ASCII, serial) of this look at this paper."""
        user = self.env.user
        now = fields.Datetime.now()
        minutes = int((now - datetime(1970, 1, 1)).total_seconds() // 60)
        secret = self.env["ir.config_parameter"].sudo().get_param("database.secret")
        serial = make_view_serial(self.id, user.id, minutes, secret)
        time = self.env["client.secrecy.copy"]._format_time(now)
        login = user.login.encode("ascii", "replace").decode()
        return f"{user.name} ({login}) · {time} · {serial}", f"{login} {time} {serial}", serial
