from odoo.tests import HttpCase, tagged


@tagged("post_install", "-at_install", "client_file", "client_file_browser")
class TestPictureWidget(HttpCase):
    def test_widget(self):
        """The browser tests of the picture widget alone, out of the web client's thousands."""
        suite = 0  # as hoot hashes the name of a suite
        for sign in "@client_file/picture/client_file_picture":
            suite = ((suite << 5) - suite + ord(sign)) & 0xFFFFFFFF
        self.browser_js(
            f"/web/tests?headless&loglevel=2&preset=desktop&timeout=15000&id={suite:08x}",
            "",
            "",
            login="admin",
            timeout=300,
            success_signal="[HOOT] Test suite succeeded",
            error_checker=lambda message: "[HOOT]" not in message,
        )
