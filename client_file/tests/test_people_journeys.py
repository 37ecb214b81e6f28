from odoo.tests import HttpCase, tagged

from .test_people import GroupProfileCase


@tagged("post_install", "-at_install", "client_file", "client_file_browser")
class TestPeopleJourneys(GroupProfileCase, HttpCase):
    """What a salesperson does most, within its budget of clicks."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.file.partner_id.name = "离职测试有限公司"
        cls.person = cls._tell("noted", name="王经理", days=50, job_title="采购经理").person_id

    def test_a_departure_takes_three_clicks(self):
        self.start_tour("/odoo/group-clients", "client_people_departure", login=self.rep.login)
        self.assertFalse(self.person.present)
        event = self.person.event_ids[0]
        self.assertEqual((event.kind, event.source, event.told_by), ("left", "电话告知", self.rep))

    def test_from_the_deal_to_a_confirmed_square(self):
        lead = self.env["crm.lead"].create(
            {
                "name": "巡检",
                "type": "opportunity",
                "partner_id": self.file.partner_id.id,
                "user_id": self.rep.id,
            }
        )
        self.start_tour(f"/odoo/crm/{lead.id}", "client_people_profile", login=self.rep.login)
        self.assertEqual(self._row("2.1").how, "confirmed")


@tagged("post_install", "-at_install", "client_file", "client_file_browser")
class TestPeopleJourneysOnThePhone(TestPeopleJourneys):
    browser_size = "375x667"
    touch_enabled = True

    # On the desktop only: the phone shows cards instead of rows.
    test_from_the_deal_to_a_confirmed_square = None
