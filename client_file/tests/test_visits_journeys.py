from datetime import timedelta
from unittest.mock import patch

from odoo.tests import HttpCase, tagged

from ..models.group import printing
from .test_visits import VisitCase


@tagged("post_install", "-at_install", "client_file", "client_file_browser")
class TestVisitJourneys(VisitCase, HttpCase):
    """Frequent jobs of a salesperson, clicks counted by the tours themselves."""

    def test_plan_and_pack_in_two_clicks(self):
        old = self._plan(planned_start=self.tomorrow - timedelta(days=20))
        old.result = "reached"
        old.action_conclude()
        # While wkhtmltopdf runs, a test answers the browser nothing: here the pack is HTML.
        with patch.object(printing, "can_print", return_value=False):
            self.start_tour("/odoo/group-clients", "client_visit_pack", login=self.rep.login)
        visit = self.profile.visit_ids.filtered(lambda line: line.state == "planned")
        self.assertEqual(len(visit), 1)
        self.assertEqual(visit.pack_ids.reader_id, self.rep)
        self.assertTrue(visit.pack_ids.is_intact)

    def test_the_printed_pack_is_handed_back(self):
        visit = self._plan()
        pack = visit._make_pack("html")
        self.start_tour(f"/odoo/visits/{visit.id}", "client_visit_return", login=self.rep.login)
        self.assertEqual(pack.paper, "returned")


@tagged("post_install", "-at_install", "client_file", "client_file_browser")
class TestVisitJourneysOnThePhone(VisitCase, HttpCase):
    browser_size = "375x667"
    touch_enabled = True

    def test_minutes_in_three_taps(self):
        visit = self._plan(planned_start=self.tomorrow - timedelta(days=2))
        self.start_tour("/odoo/visits", "client_visit_minutes", login=self.rep.login)
        self.assertEqual((visit.state, visit.result), ("concluded", "reached"))
