from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import ClientFileCase


@tagged("post_install", "-at_install", "client_file")
class TestDesk(ClientFileCase):
    def test_tiles_count_what_the_reader_may_open(self):
        self._create_file().with_user(self.rep).action_submit()
        self._create_file(self.other_rep).with_user(self.other_rep).action_submit()
        for user in (self.rep, self.supervisor, self.manager):
            desk = self.env["client.file"].with_user(user).get_desk()
            for tile in desk["tiles"]:
                with self.subTest(f"{user.login} {tile['key']}"):
                    found = self.env[tile["model"]].with_user(user).search_count(tile["domain"])
                    self.assertEqual(tile["count"], found)
        mine = self.env["client.file"].with_user(self.rep).get_desk()["tiles"]
        self.assertEqual({t["key"]: t["count"] for t in mine}["submitted"], 1)

    def test_the_80_percent_table_is_for_managers(self):
        self.assertNotIn("sensitivity", self.env["client.file"].with_user(self.rep).get_desk())
        desk = self.env["client.file"].with_user(self.manager).get_desk()
        self.assertEqual([row["share"] for row in desk["sensitivity"]], [0.7, 0.75, 0.8, 0.85, 0.9])

    def test_no_desk_without_a_duty(self):
        with self.assertRaises(AccessError):
            self.env["client.file"].with_user(self.outsider).get_desk()
