from markupsafe import Markup
from odoo import api, fields, models
from odoo.tools.misc import format_datetime

from ...tools.credit_layout import number_section
from ...tools.group_layout import FORM, lay_out_form
from ...tools.qr import qr_svg
from . import printing
from .client_group_profile_paper import BULLETS


class ReportGroupForm(models.AbstractModel):
    """The form 集团客户档案表: the seven sections in the order of the policies."""

    _name = "report.client_file.report_group_form"
    _description = "Printed group client form"

    @api.model
    def _get_report_values(self, docids, data=None):
        profiles = self.env["client.group.profile"].browse(docids)
        profiles.with_user(self.env.user).check_access("read")
        for profile in profiles:
            profile.file_id._log_event("profile_printed")
        return {
            "doc_ids": docids,
            "doc_model": "client.group.profile",
            "docs": [self._prepare(profile, blank=self._is_blank()) for profile in profiles],
        }

    def _is_blank(self):
        return False

    def _prepare(self, profile, blank=False):
        """Pages of one form; `blank` leaves the answers to be written by hand."""
        language = self.env.lang or "en_US"
        titles = profile._get_paper_titles()
        headings = profile._get_paper_headings()
        answers = {} if blank else profile.with_user(self.env.user)._get_paper_answers()
        url = f"{profile.get_base_url()}/odoo/group-clients/{profile.id}"
        sections = [
            {
                "number": number_section(int(code), language),
                "title": headings[code],
                "qr": qr_svg(f"{url}?part={code}", 13),
                "bullets": [
                    {"label": titles[bullet], "lines": answers.get(bullet) or []}
                    for bullet in bullets
                ],
            }
            for code, bullets in BULLETS
        ]
        pages = lay_out_form(sections, blank)
        now = format_datetime(
            self.env, fields.Datetime.now(), tz=str(self.env.tz), dt_format="yyyy-MM-dd HH:mm"
        )
        return {
            "client": profile.file_id.partner_id.sudo().name,
            "head": self.env._(
                "Client file %(number)s · account manager %(manager)s",
                number=profile.file_id.number or "—",
                manager=profile.user_id.sudo().name,
            ),
            "manager": profile.user_id.sudo().name,
            "company": self.env.company.name,
            "printed": self.env._(
                "printed by %(user)s at %(time)s", user=self.env.user.name, time=now
            ),
            "mark": profile._get_paper_mark(),
            "pages": pages,
            "widths": FORM,
            "page_labels": [
                self.env._("Page %(page)s of %(total)s", page=page, total=len(pages))
                for page in range(1, len(pages) + 1)
            ],
            "markup": Markup,
            "zoom": printing.get_zoom(),
        }
