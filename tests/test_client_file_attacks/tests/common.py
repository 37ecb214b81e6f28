import base64
from contextlib import contextmanager
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import HttpCase, new_test_user
from odoo.tools import mute_logger

from odoo.addons.client_file.tests.common import ClientFileCase

# Stands in everything secret; no answer to anybody uncleared may hold it.
CANARY = "KANARIENVOGEL-7Q"
# The client is known to everybody, but not that there is a file of it: titles of files say so.
CLIENT = "Zielkunde 5Z"
# A line of its own, so that counting by a right and by a wrong guess can be compared.
PREFIX = "KANARI%"
GROUPS = (
    "base.group_user,client_file.client_file_group_manager,client_file.client_file_group_archivist,"
    "client_file.client_file_group_supervisor,client_file.client_file_group_credit,"
    "sales_team.group_sale_manager,account.group_account_manager,base.group_allow_export"
)
QUIET = (
    "odoo.http",
    "odoo.addons.base.models.ir_rule",
    "odoo.addons.base.models.ir_model",
    "odoo.addons.rpc.controllers.xmlrpc",
    "odoo.addons.rpc.controllers.jsonrpc",
    "odoo.addons.web.controllers.export",
    "odoo.addons.mail.models.mail_thread",
)


class AttackCase(HttpCase, ClientFileCase):
    """One top secret file full of canaries, and people who try to get at it.

    plain     employee with every duty of client files, no clearance
    second    the same, cleared for 机密 only
    cleared   cleared for 绝密
    revoked   was cleared for 绝密, read everything, and lost it in the same worker
    portal    a customer with a login
    admin     administrator of the system with every duty, no clearance
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plain = cls._person("plain")
        cls.second = cls._person("second", rank="2")
        cls.cleared = cls._person("cleared", rank="3")
        cls.revoked = cls._person("revoked", rank="3")
        cls.admin = cls._person("admin", f"{GROUPS},base.group_system")
        cls.portal = new_test_user(cls.env, "attack_portal", groups="base.group_portal")
        cls._fill_file()
        cls._make_pointers()
        cls._converse()

    @classmethod
    def _person(cls, login, groups=GROUPS, rank=None):
        user = new_test_user(
            cls.env,
            f"attack_{login}",
            groups=groups,
            email=f"{login}@attack.example.com",
            notification_type="inbox",
            lang="en_US",
            tz="UTC",
        )
        if rank:
            cls._clear(user, rank)
        return user

    @classmethod
    def _clear(cls, user, rank):
        env = cls.env
        policy = env["client.secrecy.policy"].search([("state", "=", "in_force")], limit=1)
        if not policy:
            policy = env["client.secrecy.policy"].search([], limit=1)
            policy._put_in_force()
        env["client.secrecy.pledge"]._create_protected(
            [{"user_id": user.id, "policy_id": policy.id, "sha256": policy.sha256}]
        )
        clearance = env["client.secrecy.clearance"]._create_protected(
            [
                {
                    "user_id": user.id,
                    "level": rank,
                    "reason": "attacks",
                    "state": "granted",
                    "requested_by": cls.rep.id,
                    "decided_by": cls.general_manager.id,
                    "decided_on": "2020-01-01 00:00:00",
                }
            ]
        )
        clearance._forget_ranks()
        return clearance

    @classmethod
    def _mark(cls, file, level, **values):
        """A proposed mark of that level: it protects from the moment it is made."""
        matter = cls.env["client.secrecy.matter"].search(
            [("level", "=", level), ("state", "=", "approved")], limit=1
        )
        mark = cls.env["client.secrecy.mark"].create(
            {
                "file_id": file.id,
                "matter_id": matter.id,
                "level": level,
                "is_named": False,
                "reason": CANARY,
                **values,
            }
        )
        file._refresh_secrecy()
        return mark

    @classmethod
    def _fill_file(cls):
        env = cls.env
        cls.client = cls._create_client(name=CLIENT)
        cls.file = env["client.file"].create(
            {
                "partner_id": cls.client.id,
                "business_scope": CANARY,
                "legal_representative": CANARY,
            }
        )
        cls.file._set_protected({"user_id": cls.cleared.id})
        cls.document = env["client.file.document"].create(
            {
                "file_id": cls.file.id,
                "name": CANARY,
                "type_id": cls.licence.id,
                "datas": base64.b64encode(f"paper {CANARY}".encode()),
                "filename": f"{CANARY}.txt",
            }
        )
        env["ir.model.data"].create(
            {"module": "x", "name": CANARY, "model": "client.file", "res_id": cls.file.id}
        )
        cls.mark = cls._mark(cls.file, "3")
        cls.bytes = f"attached {CANARY}".encode()
        cls.attachment = env["ir.attachment"].create(
            {
                "name": f"{CANARY}.txt",
                "raw": cls.bytes,
                "mimetype": "text/plain",
                "res_model": "client.file",
                "res_id": cls.file.id,
            }
        )
        cls.paper = (
            env["ir.attachment"]
            .sudo()
            .search(
                [
                    ("res_model", "=", "client.file.document"),
                    ("res_id", "=", cls.document.id),
                    ("res_field", "=", "datas"),
                ]
            )
        )
        cls.lead = env["crm.lead"].create({"name": "open deal", "partner_id": cls.client.id})
        env.flush_all()

    @classmethod
    def _make_pointers(cls):
        """An open model made by hand that points to files, as a careless addon would."""
        manual = type(cls.env["ir.model.fields"])
        with patch.object(manual, "_find_secrecy_leaks", lambda self: self.browse()):
            model = cls.env["ir.model"].create(
                {
                    "name": "Pointer",
                    "model": "x_attack_pointer",
                    "field_id": [
                        Command.create({"name": "x_name", "ttype": "char"}),
                        Command.create(
                            {
                                "name": "x_file_id",
                                "ttype": "many2one",
                                "relation": "client.file",
                                "on_delete": "set null",
                            }
                        ),
                        Command.create(
                            {
                                "name": "x_paper_id",
                                "ttype": "many2one",
                                "relation": "ir.attachment",
                                "on_delete": "set null",
                            }
                        ),
                    ],
                    "access_ids": [
                        Command.create(
                            {
                                "name": "all",
                                "group_id": cls.env.ref(f"base.group_{group}").id,
                                "perm_read": True,
                                "perm_write": True,
                                "perm_create": True,
                                "perm_unlink": True,
                            }
                        )
                        for group in ("user", "portal")
                    ],
                }
            )
            cls.env["ir.model.fields"].create(
                {
                    "model_id": model.id,
                    "name": "x_scope",
                    "ttype": "text",
                    "related": "x_file_id.business_scope",
                    "store": False,
                }
            )
        cls.env["client.secrecy.wall"]._close_related()
        cls.addClassCleanup(cls.registry.reset_changes)
        cls.pointer = cls.env["x_attack_pointer"].create(
            {"x_name": "pointer", "x_file_id": cls.file.id}
        )
        cls.env.flush_all()

    @classmethod
    def _converse(cls):
        """A thread with messages to, and to-dos for, people who were cleared at that time."""
        people = cls.cleared | cls.revoked
        cls.file.message_subscribe(partner_ids=people.partner_id.ids)
        cls.message = (
            cls.file.with_user(cls.cleared)
            .with_context(mail_create_nosubscribe=True)
            .message_post(
                body=f"said {CANARY}",
                subject=CANARY,
                partner_ids=cls.revoked.partner_id.ids,
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
            )
        )
        cls.own_message = cls.file.with_user(cls.revoked).message_post(
            body=f"wrote {CANARY}", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        cls.mail = cls.env["mail.mail"].create(
            {
                "mail_message_id": cls.message.id,
                "is_notification": True,
                "recipient_ids": [Command.link(cls.revoked.partner_id.id)],
            }
        )
        cls.tracked = cls.env["mail.tracking.value"].create(
            {
                "field_id": cls.env["ir.model.fields"]._get("client.file", "state").id,
                "old_value_char": CANARY,
                "mail_message_id": cls.message.id,
            }
        )
        cls.activity = cls.file.with_user(cls.cleared).activity_schedule(
            "mail.mail_activity_data_todo",
            summary=CANARY,
            note=CANARY,
            user_id=cls.revoked.id,
        )
        cls.env.flush_all()

    def setUp(self):
        super().setUp()
        for name in QUIET:
            self._quiet(name)

    def _quiet(self, name):
        logger = mute_logger(name)
        logger.__enter__()
        self.addCleanup(logger.__exit__, None, None, None)

    # What the attacks ask of people ----------------------------------------------------------

    def _as(self, user, record):
        """The record as that person sees it in a new request."""
        self.env.flush_all()
        self.env.invalidate_all()
        self.env.cr.cache.pop("client_secrecy", None)
        return record.with_user(user)

    def _ask(self, route, **params):
        """The whole answer of a JSON route as text, error or not."""
        data = {"id": 0, "jsonrpc": "2.0", "method": "call", "params": params}
        return self.url_open(route, json=data).text

    @classmethod
    def _key(cls, user):
        with patch.object(
            type(cls.env["res.users.apikeys"]), "_check_expiration_date", lambda self, date: None
        ):
            return (
                cls.env["res.users.apikeys"]
                .with_user(user)
                ._generate(scope="rpc", name="attack", expiration_date=None)
            )

    def _revoke(self, user):
        clearance = self.env["client.secrecy.clearance"].search(
            [("user_id", "=", user.id), ("state", "=", "granted")]
        )
        clearance.with_user(self.general_manager).action_revoke()

    @contextmanager
    def assertRefused(self, why):
        """Refused, and the words of the refusal hold nothing secret."""
        with self.subTest(why):
            with self.assertRaises(UserError) as caught, self.env.cr.savepoint():
                yield
            self.assertNotIn(CANARY, str(caught.exception))
            self.assertNotIn(CLIENT, str(caught.exception))
