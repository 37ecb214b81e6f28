import doctest
import logging

from odoo.tests import BaseCase, tagged

from ..tools import sql_log


@tagged("post_install", "-at_install", "client_file_confidentiality")
class TestWallsTools(BaseCase):
    def test_doctests(self):
        result = doctest.testmod(sql_log)
        self.assertGreater(result.attempted, 0)
        self.assertEqual(result.failed, 0)

    def test_the_filter_is_set_once(self):
        sql_log.install()
        filters = logging.getLogger("odoo.sql_db").filters
        self.assertEqual(sum(isinstance(one, sql_log.HideValues) for one in filters), 1)
