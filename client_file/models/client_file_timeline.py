from odoo import api, fields, models


class ClientFile(models.Model):
    """Everything about the client by date, gathered from wherever it happened.

    Each source is searched as the user, so the timeline shows only what they may open there.
    """

    _inherit = "client.file"

    def _get_timeline_sources(self):
        """Override to add sources: (model, kind, icon, domain, date field, describe function).

        `describe` takes a record and returns (title, detail).
        """
        self.ensure_one()
        partner = self.partner_id
        trade = [("partner_id", "child_of", partner.id)]
        return [
            (
                "client.file.event",
                "event",
                "fa-flag",
                [("file_id", "=", self.id), ("kind", "not in", ("document_added",))],
                "date",
                lambda event: (event.display_name, event.reason),
            ),
            (
                "client.file.document",
                "document",
                "fa-file-text-o",
                [("file_id", "=", self.id)],
                "date",
                lambda document: (document.name, document.type_id.name),
            ),
            (
                "client.file.update",
                "update",
                "fa-refresh",
                [("file_id", "=", self.id)],
                "received_on",
                lambda update: (
                    update.display_name,
                    f"{update.old_label or '—'} → {update.new_label}",
                ),
            ),
            (
                "client.file.classification",
                "class",
                "fa-sitemap",
                [("file_id", "=", self.id)],
                "date_from",
                lambda line: (
                    line._get_label("position") or line._get_label("time_class"),
                    line._get_label("trade_class"),
                ),
            ),
            (
                "crm.lead",
                "lead",
                "fa-star-o",
                trade,
                "create_date",
                lambda lead: (lead.name, lead.stage_id.name),
            ),
            (
                "sale.order",
                "order",
                "fa-shopping-cart",
                trade,
                "date_order",
                lambda order: (order.name, order._get_client_file_amount()),
            ),
            (
                "account.move",
                "invoice",
                "fa-money",
                [
                    ("commercial_partner_id", "=", partner.id),
                    ("move_type", "in", ("out_invoice", "out_refund")),
                    ("state", "=", "posted"),
                ],
                "invoice_date",
                lambda move: (move.name, move._get_client_file_amount()),
            ),
            (
                "calendar.event",
                "meeting",
                "fa-calendar",
                [("partner_ids", "child_of", partner.id)],
                "start",
                lambda event: (event.display_name, event.user_id.name),
            ),
        ]

    @api.readonly
    def get_timeline(self, before=None, limit=30):
        """The newest entries before a day, newest first.

        :param before: ISO day, exclusive; the whole past when empty
        :param limit: number of entries wanted, at most 100; the last day is given whole
        :return: dict with `entries` (list of dict date, kind, icon, title, detail, model, id) and
            `next`, the day to ask for more with, or False
        """
        self.ensure_one()
        self.check_access("read")
        limit = max(1, min(int(limit), 100))
        before = fields.Date.to_string(fields.Date.to_date(before)) if before else None
        sources = [
            source
            for source in self._get_timeline_sources()
            if self.env[source[0]].with_user(self.env.user).has_access("read")
        ]
        days = sorted(
            (day for source in sources for day in self._get_timeline_days(source, before, limit)),
            reverse=True,
        )
        # A page ends with a whole day: some sources know only the day, not the time.
        more = len(days) > limit
        since = days[limit - 1] if more else None
        entries = [
            entry for source in sources for entry in self._collect_timeline(source, before, since)
        ]
        entries.sort(key=lambda entry: (entry["date"], entry["model"], entry["id"]), reverse=True)
        return {"entries": entries, "next": since if more else False}

    def _get_timeline_domain(self, source, before, since=None):
        _model, _kind, _icon, domain, date, _describe = source
        domain = fields.Domain(domain) & fields.Domain(date, "!=", False)
        if before:
            domain &= fields.Domain(date, "<", before)
        if since:
            domain &= fields.Domain(date, ">=", since)
        return domain

    def _get_timeline_days(self, source, before, limit):
        """Days (ISO) of the newest entries of one source, one per entry."""
        model, date = source[0], source[4]
        found = self.env[model].search_fetch(
            self._get_timeline_domain(source, before), [date], order=f"{date} DESC", limit=limit + 1
        )
        return [str(record[date])[:10] for record in found]

    def _collect_timeline(self, source, before, since):
        model, kind, icon, _domain, date, describe = source
        label = self._get_timeline_label(kind)
        entries = []
        for record in self.env[model].search(self._get_timeline_domain(source, before, since)):
            title, detail = describe(record)
            entries.append(
                {
                    "date": str(record[date])[:19],
                    "kind": kind,
                    "label": label,
                    "icon": icon,
                    "title": title or "",
                    "detail": detail or "",
                    "model": model,
                    "id": record.id,
                }
            )
        return entries

    @api.model
    def _get_timeline_label(self, kind):
        return {
            "event": self.env._("File"),
            "document": self.env._("Document"),
            "update": self.env._("Update"),
            "class": self.env._("Class"),
            "lead": self.env._("Opportunity"),
            "order": self.env._("Order"),
            "invoice": self.env._("Invoice"),
            "meeting": self.env._("Meeting"),
        }.get(kind, kind)
