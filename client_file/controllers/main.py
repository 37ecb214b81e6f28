import base64
import tempfile

from odoo.exceptions import UserError
from odoo.http import Controller, content_disposition, request, route
from werkzeug.wsgi import wrap_file

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MAX_BYTES = 64 * 1024 * 1024


class ClientFileController(Controller):
    """Uploads into a file, the register and the import template."""

    @route("/client_file/upload/<int:file_id>", type="http", auth="user", methods=["POST"])
    def upload(self, file_id, ufile, **kw):
        """Add one dropped file as a document; its type is guessed from its name.

        :return: JSON `{"id", "name", "type", "duplicate"}` or `{"error"}` in the user's words
        """
        env = request.env
        content = ufile.read(MAX_BYTES + 1)
        try:
            if len(content) > MAX_BYTES:
                raise UserError(
                    env._(
                        '"%(name)s" is larger than %(limit)s MB.',
                        name=ufile.filename,
                        limit=MAX_BYTES // 1024 // 1024,
                    )
                )
            if not content:
                raise UserError(env._('"%(name)s" is empty.', name=ufile.filename))
            document = env["client.file.document"].create(
                env["client.file.document"]._prepare_upload_values(
                    file_id, ufile.filename, base64.b64encode(content)
                )
            )
        except UserError as error:
            # One bad file of many: undo it alone and go on with the next.
            env.cr.rollback()
            return request.make_json_response({"error": str(error)})
        return request.make_json_response(
            {
                "id": document.id,
                "name": document.name,
                "type": document.type_id.name or "",
                "duplicate": document.duplicate_ids[:1].display_name or "",
            }
        )

    @route("/client_file/register.xlsx", type="http", auth="user", readonly=True)
    def register(self, ids="", **kw):
        wanted = [int(part) for part in ids.split(",") if part.isdecimal() and len(part) < 10]
        domain = [("id", "in", wanted)] if wanted else []
        file = tempfile.TemporaryFile()  # noqa: SIM115 the answer closes it when it was sent
        try:
            request.env["client.file"]._write_register(file, domain)
        except Exception:
            file.close()
            raise
        length = file.tell()
        file.seek(0)
        answer = self._download(
            wrap_file(request.httprequest.environ, file),
            request.env._("Client file register") + ".xlsx",
        )
        answer.direct_passthrough = True
        answer.content_length = length
        return answer

    @route("/client_file/import_template.xlsx", type="http", auth="user", readonly=True)
    def import_template(self, **kw):
        content = request.env["client.file.import"]._get_template()
        return self._download(content, request.env._("Client list") + ".xlsx")

    def _download(self, content, filename):
        return request.make_response(
            content,
            [
                ("Content-Type", XLSX),
                ("Content-Disposition", content_disposition(filename)),
                ("Cache-Control", "no-store"),
                ("X-Content-Type-Options", "nosniff"),
            ],
        )
