from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import ClientFileCase


@tagged("post_install", "-at_install", "client_file")
class TestTimeline(ClientFileCase):
    def test_everything_by_date_newest_first(self):
        file = self._open_file()
        self._create_document(file, name="旧合同", date="2020-01-01")
        self.env["crm.lead"].create(
            {"name": "新商机", "partner_id": file.partner_id.id, "user_id": self.rep.id}
        )
        result = file.with_user(self.rep).get_timeline()
        dates = [entry["date"] for entry in result["entries"]]
        self.assertEqual(dates, sorted(dates, reverse=True))
        kinds = {entry["kind"] for entry in result["entries"]}
        self.assertLessEqual({"event", "document", "lead", "class"}, kinds)
        self.assertEqual(result["entries"][-1]["title"], "旧合同")

    def test_paging_loses_and_repeats_nothing(self):
        file = self._open_file()
        for day in range(1, 29):
            for _i in range(2):
                self._create_document(file, name=f"{day}", date=f"2024-02-{day:02d}")
        reader = file.with_user(self.rep)
        whole = reader.get_timeline(limit=100)["entries"]
        pages, before = [], None
        while True:
            page = reader.get_timeline(before=before, limit=7)
            pages += page["entries"]
            before = page["next"]
            if not before:
                break
        self.assertEqual(len(whole), len(pages))
        self.assertEqual(whole, pages)

    def test_deals_the_reader_may_not_open_are_left_out(self):
        file = self._open_file()
        self.env["crm.lead"].create(
            {"name": "他人的商机", "partner_id": file.partner_id.id, "user_id": self.other_rep.id}
        )
        titles = [e["title"] for e in file.with_user(self.rep).get_timeline()["entries"]]
        self.assertNotIn("他人的商机", titles)
        archivist = [e["kind"] for e in file.with_user(self.archivist).get_timeline()["entries"]]
        self.assertNotIn("lead", archivist)
        with self.assertRaises(AccessError):
            file.with_user(self.other_rep).get_timeline()
