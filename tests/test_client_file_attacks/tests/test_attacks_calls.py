import inspect

from odoo.exceptions import AccessError
from odoo.service.model import get_public_method
from odoo.tests import tagged

from .channels import Json2, JsonRpc, Orm, Refused, Session, XmlRpc, find_leak, is_empty
from .common import CANARY, CLIENT, GROUPS, AttackCase
from .doors_around import DOORS as DOORS_AROUND
from .doors_files import DOORS as DOORS_FILES

DOORS = DOORS_FILES + DOORS_AROUND
CHANNELS = (Orm, Session, XmlRpc, Json2)
SCRIPTS = (XmlRpc, JsonRpc, Json2)


@tagged("post_install", "-at_install", "client_file_confidentiality", "client_file_attack")
class TestAttackCalls(AttackCase):
    """Every door, every channel, everybody who may not know: the canary never sings."""

    def _attack(self, user, channels=CHANNELS):
        for channel_type in channels:
            channel = channel_type(self, user)
            for door in DOORS:
                with self.subTest(f"{door} | {channel.name} | {user.login}"):
                    self.assertFalse(self._try(channel, door))

    def _try(self, channel, door):
        try:
            answer = channel.call(door.model, door.method, **door.arguments(self))
        except Refused as refusal:
            text = str(refusal)
            return text if CANARY in text or (door.control == "title" and CLIENT in text) else ""
        return find_leak(door, answer)

    def test_employee_without_clearance(self):
        self._attack(self.plain)

    def test_employee_cleared_for_less(self):
        self._attack(self.second)

    def test_customer_with_a_login(self):
        self._attack(self.portal)

    def test_administrator(self):
        self._attack(self.admin)

    def test_revoked_in_the_same_worker(self):
        """Everything was read and cached by this very process a moment ago."""
        seen = Orm(self, self.revoked)
        for door in DOORS:
            self._try(seen, door)
        self._revoke(self.revoked)
        self._attack(self.revoked)

    def test_every_public_method(self):
        """L04, and whatever a later version adds: each method that needs no arguments."""
        tried = 0
        for user in (self.plain, self.second):
            for record in (self.file, self.document, self.mark, self.attachment, self.message):
                for name in sorted(set(dir(type(record))) - {"toggle_active"}):
                    answer = self._call_bare(user, record, name)
                    if answer is None:
                        continue
                    tried += 1
                    with self.subTest(f"{user.login} {record._name}.{name}"):
                        self.assertNotIn(CANARY, answer)
                        self.assertNotIn(CLIENT, answer)
        self.assertGreater(tried, 200)

    def _call_bare(self, user, record, name):
        """The answer as text of a method called without arguments; None when it cannot be."""
        record = self._as(user, record)
        try:
            function = get_public_method(record, name)
            needed = [
                parameter
                for parameter in list(inspect.signature(function).parameters.values())[1:]
                if parameter.default is parameter.empty and parameter.kind < 2
            ]
        except (AttributeError, AccessError, TypeError, ValueError):
            return None
        if needed or getattr(function, "_api_model", False):
            return None
        try:
            with self.env.cr.savepoint():
                answer = repr(function(record))
                self.env.flush_all()
                return answer
        except Exception as error:  # noqa: BLE001  # any words that reach the client
            return str(error)

    def test_cleared_control(self):
        """The doors do lead somewhere: whoever is cleared gets through as far as may be."""
        gated = "_require_permit" in dir(self.env["ir.attachment"]) or (
            "client.secrecy.permit" in self.env
        )
        both = self._person("both", f"{GROUPS},base.group_system", rank="3")
        people = {"own": self.revoked, "admin": both}
        for channel_type in (Orm, Session):
            for door in DOORS:
                user = people.get(door.control, self.cleared)
                if channel_type is Session and door.control in people:
                    continue
                channel = channel_type(self, user)
                with self.subTest(f"{door} | {channel.name}"):
                    if door.control == "nothing" or (door.needs == "permits" and gated):
                        self.assertFalse(self._try(channel, door))
                        continue
                    answer = channel.call(door.model, door.method, **door.arguments(self))
                    wanted = {"canary": CANARY, "title": CLIENT}.get(door.control)
                    if wanted:
                        self.assertIn(wanted, repr(answer))
                    else:
                        self.assertFalse(is_empty(answer))

    def test_programs_read_nothing_of_files_even_for_the_cleared(self):
        protected = self.env["client.secrecy.wall"]._get_names() | {"ir.attachment"}
        for channel_type in SCRIPTS:
            channel = channel_type(self, self.cleared)
            for door in DOORS:
                if door.model not in protected:
                    continue
                with self.subTest(f"{door} | {channel.name}"):
                    self.assertFalse(self._try(channel, door))

    def test_programs_still_read_what_is_open(self):
        """The gate is for client files alone."""
        for channel_type in SCRIPTS:
            channel = channel_type(self, self.cleared)
            with self.subTest(channel.name):
                names = channel.call("res.partner", "read", ids=self.client.ids, fields=["name"])
                self.assertEqual(names[0]["name"], CLIENT)
