from odoo.tests import HttpCase, tagged

from .common import ClientFileCase


class JourneyCase(ClientFileCase, HttpCase):
    def _walk(self, path, name, user):
        self.start_tour(path, name, login=user.login)


@tagged("post_install", "-at_install", "client_file", "client_file_browser")
class TestJourneys(JourneyCase):
    """A person's day in a real browser."""

    def test_rep_submits_supervisor_verifies_archivist_opens(self):
        partner = self._create_client("巡检设备有限公司")
        lead = self.env["crm.lead"].create(
            {
                "name": "巡检机器人",
                "type": "opportunity",
                "partner_id": partner.id,
                "user_id": self.rep.id,
            }
        )
        self._walk(f"/odoo/crm/{lead.id}", "client_file_submit", self.rep)
        file = self.env["client.file"].search([("partner_id", "=", partner.id)])
        self.assertEqual((file.state, file.submitted_by), ("submitted", self.rep))
        self._walk(f"/odoo/client-files/{file.id}", "client_file_verify", self.supervisor)
        self.assertEqual((file.state, file.verified_by), ("verified", self.supervisor))
        self._walk(f"/odoo/client-files/{file.id}", "client_file_open", self.archivist)
        self.assertEqual(file.state, "open")
        self.assertTrue(file.number)

    def test_ten_papers_are_dropped_at_once(self):
        file = self._open_file()
        self._walk(f"/odoo/client-files/{file.id}", "client_file_drop", self.rep)
        self.assertEqual(len(file.document_ids), 10)
        self.assertEqual(len(file.document_ids.filtered("type_id")), 9)
        self.assertEqual(len(set(file.document_ids.mapped("sha256"))), 10)

    def test_a_messy_list_is_imported(self):
        self._walk("/odoo/client-files", "client_file_import", self.archivist)
        files = self.env["client.file"].search([("partner_id.name", "like", "巡游%")])
        self.assertEqual(len(files), 2)
        self.assertEqual(set(files.mapped("state")), {"draft"})

    def test_a_leaver_hands_everything_over(self):
        file = self._open_file()
        self._walk("/odoo/departure-drill", "client_file_departure", self.manager)
        self.assertEqual(file.user_id, self.other_rep)


@tagged("post_install", "-at_install", "client_file", "client_file_browser")
class TestJourneysOnThePhone(JourneyCase):
    browser_size = "375x667"
    touch_enabled = True

    def test_rep_looks_at_the_clients_on_the_phone(self):
        self._open_file()
        self._walk("/odoo/my-clients", "client_file_phone", self.rep)
