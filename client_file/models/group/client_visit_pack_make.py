from markupsafe import Markup
from odoo import models
from odoo.exceptions import UserError
from odoo.tools.misc import format_datetime

from ...tools.group_layout import lay_out_pack
from . import printing

PAPER_OF = "client_file.report_group_form_action"


class ClientVisit(models.Model):
    """Making the visit pack: sections by their providers, as the reader sees them."""

    _inherit = "client.visit"

    def action_make_pack(self):
        """Two clicks from the client's card: the pack of this visit, opened."""
        pack = self._make_pack("pdf" if printing.can_print() else "html")
        return pack._get_open_action()

    def _make_pack(self, file_format):
        """Number, print, hash and keep one pack for the current user.

        :return: the `client.visit.pack`, readable by the user
        """
        self.ensure_one()
        # Never more than the reader may see, whoever calls.
        visit = self.sudo(False).with_user(self.env.user)
        visit.check_access("read")
        if visit.state == "cancelled":
            raise UserError(self.env._("This visit was called off."))
        pack = self.env["client.visit.pack"].with_user(self.env.user)._start(visit, file_format)
        values = visit._get_pack_values(pack)
        raw, pages = visit._render_pack(file_format, values)
        pack._seal(raw, pages)
        visit.file_id._log_event("pack_made", pack.number)
        visit._after_pack()
        return pack.sudo(False).with_user(self.env.user)

    def _render_pack(self, file_format, values):
        """(bytes, pages) of a pack; a format of another file is added by overriding."""
        zoom = printing.get_zoom() if file_format == "pdf" else 1
        html = self.env["ir.qweb"]._render(
            "client_file.visit_pack_document", {**values, "zoom": zoom}
        )
        html = f"<!DOCTYPE html>\n{html}"
        if file_format == "pdf":
            return printing.to_pdf(self.env, html, PAPER_OF), len(values["pages"])
        return html.encode(), len(values["pages"])

    def _get_pack_mark(self):
        """The secrecy mark on every page ("" for none): set by the addon that knows levels."""
        return ""

    def _get_pack_values(self, pack):
        """What the page templates need, all of it read as the current user."""
        sections = self._get_pack_sections()
        cover = self._get_pack_cover()
        pages = lay_out_pack(cover, sections, self._get_pack_words())
        made_on = format_datetime(
            self.env, pack.sudo().made_on, tz=str(self.env.tz), dt_format="yyyy-MM-dd HH:mm"
        )
        reader = self.env.user.name
        return {
            "title": self.env._("Visit pack"),
            "client": self.file_id.partner_id.sudo().name,
            "company": self.env.company.name,
            "number": pack.sudo().number,
            "reader": reader,
            "made_on": made_on,
            "head": self.env._(
                "Copy %(number)s · made for %(reader)s · %(time)s",
                number=pack.sudo().number,
                reader=reader,
                time=made_on,
            ),
            "foot": self.env._(
                "%(number)s · for %(reader)s at %(time)s · hand back or destroy after the visit",
                number=pack.sudo().number,
                reader=reader,
                time=made_on,
            ),
            "watermark": f"{reader} · {made_on} · {pack.sudo().number}",
            "mark": self._get_pack_mark(),
            "cover": cover,
            "sections": sections,
            "pages": pages,
            "page_labels": [
                self.env._("Page %(page)s of %(total)s", page=page, total=len(pages))
                for page in range(1, len(pages) + 1)
            ],
            "markup": Markup,
        }

    def _get_pack_words(self):
        return {
            "more": self.env._("and %s more in the profile"),
            "nothing": self.env._("Nothing is on file."),
        }

    def _get_since(self):
        """Day of the visit before this one (date), or False: changes are counted from there."""
        self.ensure_one()
        before = self.env["client.visit"].search(
            [
                ("profile_id", "=", self.profile_id.id),
                ("id", "!=", self.id or 0),
                ("done_on", "!=", False),
                ("done_on", "<=", self._get_day()),
                ("state", "in", ["concluded", "closed"]),
            ],
            order="done_on desc, id desc",
            limit=1,
        )
        return before.done_on or False
