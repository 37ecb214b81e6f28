from odoo.http import Controller, content_disposition, request, route


class ClientSecrecyProduct(Controller):
    """The product of a permit, for its holder, as long as the permit would have run."""

    @route("/client_file/copy/<int:copy_id>", type="http", auth="user", methods=["GET"])
    def fetch(self, copy_id, **kw):
        copy = request.env["client.secrecy.copy"].browse(copy_id).exists()
        content = copy._get_product() if copy and copy.has_access("read") else None
        if not content:
            raise request.not_found()
        copy.permit_id._note_access("download", copy.serial)
        return request.make_response(
            content,
            [
                ("Content-Type", copy.mimetype or "application/octet-stream"),
                ("Content-Disposition", content_disposition(copy.filename or copy.serial)),
                ("Cache-Control", "no-store"),
                ("X-Content-Type-Options", "nosniff"),
                ("Content-Security-Policy", "default-src 'none'"),
            ],
        )
