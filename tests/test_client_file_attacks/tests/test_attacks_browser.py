from odoo.tests import tagged

from .common import CANARY, AttackCase

# Waits until the client has drawn something that stays the same, then looks for the words.
LOOK = """
let last = "";
let same = 0;
const look = setInterval(() => {
    const text = document.body.innerText + [...document.querySelectorAll("input, textarea")]
        .map((node) => node.value).join(" ");
    same = text === last && text.length > 20 ? same + 1 : 0;
    last = text;
    if (same < 8) {
        return;
    }
    clearInterval(look);
    const found = text.includes("%(word)s");
    console.log(found === %(wanted)s ? "test successful" : "error: " + text.slice(0, 300));
    if (found !== %(wanted)s) {
        console.error(found ? "the canary sings" : "the control sees nothing");
    }
}, 250);
"""


@tagged("post_install", "-at_install", "client_file_confidentiality", "client_file_browser")
class TestAttackBrowser(AttackCase):
    """The web client itself, by the address of a secret record."""

    def _open(self, user, record, wanted):
        self.env.flush_all()
        self.browser_js(
            f"/odoo/{record._name}/{record.id}",
            LOOK % {"word": CANARY, "wanted": str(wanted).lower()},
            login=user.login,
            timeout=60,
            # A refusal is shown in a dialog, and in the console.
            error_checker=lambda message: "canary" in message or "control" in message,
        )

    def test_form_of_a_secret_paper(self):
        self._open(self.plain, self.document, False)
        self._open(self.admin, self.document, False)

    def test_control(self):
        self._open(self.cleared, self.document, True)
