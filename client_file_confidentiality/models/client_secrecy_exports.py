import json

from odoo import SUPERUSER_ID, api, models
from odoo.fields import Domain

from odoo.addons.client_file.tools.digests import canonical

from ..tools.watermark import stamp_xlsx

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ClientFile(models.Model):
    """The register (客户档案登记册) leaves by permit when it names a secret file."""

    _inherit = "client.file"

    def _on_level_change(self, before):
        result = super()._on_level_change(before)
        self.env["client.secrecy.copy"]._on_level_change(self)
        return result

    @api.model
    def _write_register(self, file, domain):
        files = self.search(Domain(domain) & Domain("secrecy_rank", ">", 0))
        names = {name for name, _kind, _width in self._get_register_columns()}
        with files._permitted("export", names, "xlsx") as copies:
            result = super()._write_register(file, domain)
            if copies:
                file.seek(0)
                content = stamp_xlsx(file.read(), copies._get_watermark()[0])
                copies._seal(content, "register.xlsx", XLSX)
                file.seek(0)
                file.truncate()
                file.write(content)
        return result


class ClientFileDocument(models.Model):
    _inherit = "client.file.document"

    def _seal_bytes(self):
        """The digest is taken by the system: whoever adds a paper needs no permit for that."""
        return super(ClientFileDocument, self.with_user(SUPERUSER_ID))._seal_bytes()


class ClientCreditReport(models.Model):
    """Credit reports leave as xlsx or JSON by permit."""

    _inherit = "client.credit.report"

    def _get_xlsx(self):
        with self._permitted("export", form="xlsx") as copies:
            content = super()._get_xlsx()
            if copies:
                content = stamp_xlsx(content, copies._get_watermark()[0])
                copies._seal(content, f"{self._get_file_name()}.xlsx", XLSX)
        return content

    def _get_json(self):
        with self._permitted("export", form="json") as copies:
            content = super()._get_json()
            if copies:
                document = {**json.loads(content), "copy": copies._get_watermark()[0]}
                content = canonical(document).encode()
                copies._seal(content, f"{self._get_file_name()}.json", "application/json")
        return content


class ClientCreditLateInterest(models.Model):
    """The list of statutory interest names the clients of its rows."""

    _inherit = "client.credit.late.interest"

    @api.model
    def _get_xlsx(self, ids=()):
        rows = self.search([("id", "in", list(ids))] if ids else [])
        with rows.file_id._permitted("export", form="xlsx") as copies:
            content = super()._get_xlsx(ids)
            if copies:
                content = stamp_xlsx(content, copies._get_watermark()[0])
                copies._seal(content, "interest.xlsx", XLSX)
        return content
