from odoo.tests import tagged

from .common import ClientFileCase


@tagged("post_install", "-at_install", "client_file", "client_file_attack")
class TestNeutralTitles(ClientFileCase):
    def test_titles_are_neutral_for_readers_without_access_even_in_sudo(self):
        file = self._open_file()
        document = self._create_document(file, name="绝密合同")
        for record, secret in ((file, file.partner_id.name), (document, "绝密合同")):
            for env_record in (
                record.with_user(self.other_rep),
                record.with_user(self.other_rep).sudo(),
                record.with_user(self.outsider).sudo(),
            ):
                with self.subTest(record._name):
                    env_record.invalidate_recordset(["display_name"])
                    self.assertNotIn(secret, env_record.sudo().display_name)
            self.assertIn(secret, record.with_user(self.rep).display_name)

    def test_titles_of_a_list_cost_a_fixed_number_of_queries(self):
        files = self.env["client.file"].browse(self._create_file().id for _i in range(20))
        files = files.with_user(self.rep)
        files.mapped("display_name")  # warm the caches of rules and groups
        for count in (2, 20):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            files[:count].mapped("display_name")
            with self.subTest(count):
                self.assertLessEqual(self.cr.sql_log_count - before, 4)
