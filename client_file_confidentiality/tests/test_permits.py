from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..models import client_secrecy_permit_use
from .permits_common import PermitCase


@tagged("post_install", "-at_install", "client_file_permits")
class TestPermit(PermitCase):
    """Asking, deciding, delegating: each with the twin that is refused."""

    def test_ask_and_permit(self):
        permit = self._ask("print", self.paper)
        self.assertEqual((permit.state, permit.level), ("requested", "2"))
        self.assertTrue(permit.number)
        self.assertIn(self.general_manager, permit.activity_ids.user_id)
        self.assertNotIn("合同", "".join(permit.activity_ids.mapped("summary")))
        permit.with_user(self.general_manager)._approve()
        self.assertEqual(permit.state, "approved")
        self.assertEqual(permit.copies_granted, 1)
        acts = permit.signature_ids.sorted("id").mapped("act")
        self.assertEqual(acts, ["request", "approve"])
        self.assertEqual(permit.signature_ids.sorted("id")[0].sha256, permit.sha256)

    def test_incomplete_request_is_refused(self):
        for values in (
            {"purpose": False},
            {"recipient": False},
            {"wanted_return": False},
            {"recipient_kind": "outside"},
            {"wanted_until": "2020-01-01 00:00:00"},
            {"line_ids": []},
        ):
            permit = self._ask("print", self.paper, request=False)
            if "line_ids" in values:
                permit.line_ids.unlink()
            else:
                permit.write(values)
            with self.subTest(values), self.assertRaises(UserError):
                permit.with_user(self.rep).action_request()
        with self.assertRaises(UserError):
            self._ask("extract", self.paper)
        self._ask("extract", self.file, line={"field_words": "website"})

    def test_nobody_but_the_general_manager_decides(self):
        permit = self._ask("print", self.paper)
        for user in (self.rep, self.manager, self.archivist, self.office, self.officer):
            with self.subTest(user.login), self.assertRaises(AccessError):
                permit.with_user(user)._approve()
            with self.subTest(user.login), self.assertRaises(AccessError):
                permit.with_user(user)._refuse("x")
        self.assertEqual(permit.state, "requested")

    def test_general_manager_never_decides_their_own_request(self):
        permit = self._ask("print", self.paper, user=self.general_manager)
        with self.assertRaises(AccessError):
            permit.with_user(self.general_manager)._approve()
        permit.with_user(self.second_manager)._approve()
        self.assertEqual(permit.state, "approved")

    def test_refuse_needs_a_reason(self):
        permit = self._ask("print", self.paper)
        with self.assertRaises(UserError):
            permit.with_user(self.general_manager)._refuse(" ")
        permit.with_user(self.general_manager)._refuse("看即可")
        self.assertEqual(permit.state, "refused")
        self.assertFalse(permit.line_ids.filtered("granted"))
        with self.assertRaises(UserError):
            permit.with_user(self.general_manager)._approve()

    def test_forged_columns_are_refused(self):
        Permit = self.env["client.secrecy.permit"].with_user(self.rep)
        for values in (
            {"state": "approved"},
            {"decided_by": self.general_manager.id},
            {"valid_until": "2099-01-01 00:00:00"},
            {"copies_granted": 9},
            {"used_at": "2020-01-01 00:00:00"},
            {"user_id": self.other_rep.id},
            {"sha256": "0" * 64},
        ):
            with self.subTest(values), self.assertRaises(AccessError):
                Permit.create({"operation": "print", **values})
            draft = self._ask("print", self.paper, request=False).with_user(self.rep)
            with self.subTest(values), self.assertRaises(AccessError):
                draft.write(values)
            with self.subTest(values), self.assertRaises(AccessError):
                draft.with_user(self.general_manager).sudo().write(values)
        with self.assertRaises(AccessError):
            Permit.with_context(default_state="approved").create(
                {"operation": "print", "state": "approved"}
            )
        defaulted = Permit.with_context(default_state="approved", default_copies_granted=5).create(
            {"operation": "print"}
        )
        self.assertEqual((defaulted.state, defaulted.copies_granted), ("draft", 0))
        line = self._ask("print", self.paper, request=False).line_ids.with_user(self.rep)
        for values in ({"granted": True}, {"sha256": "x"}, {"field_names": "website"}):
            with self.subTest(values), self.assertRaises(AccessError):
                line.write(values)

    def test_signatures_and_copies_are_not_written_by_anybody(self):
        for user in (self.rep, self.general_manager, self.office):
            with self.assertRaises(AccessError):
                self.env["client.secrecy.signature"].with_user(user).create({"act": "approve"})
            with self.assertRaises(AccessError):
                self.env["client.secrecy.copy"].with_user(user).create({"serial": "C-1"})
        permit = self._ask("print", self.paper)
        with self.assertRaises(AccessError):
            permit.signature_ids.sudo().write({"act": "approve"})

    def test_what_was_asked_for_stands_still(self):
        permit = self._ask("print", self.paper).with_user(self.rep)
        for values in ({"copies": 9}, {"purpose": "x"}, {"operation": "export"}):
            with self.subTest(values), self.assertRaises(UserError):
                permit.write(values)
        with self.assertRaises(UserError):
            permit.line_ids.write({"pages": "1"})
        with self.assertRaises(UserError):
            permit.line_ids.unlink()
        with self.assertRaises(UserError):
            self.env["client.secrecy.permit.line"].with_user(self.rep).create(
                {"permit_id": permit.id, "record_ref": f"client.file,{self.file.id}"}
            )
        with self.assertRaises(UserError):
            permit.unlink()
        self._ask("print", self.paper, request=False).with_user(self.rep).unlink()

    def test_changed_content_needs_a_new_request(self):
        permit = self._ask("extract", self.file, line={"field_words": "website"})
        self.file._set_protected({"website": "https://other.example.com"})
        with self.assertRaises(UserError):
            permit.with_user(self.general_manager)._approve()
        permit = self._ask("extract", self.file, line={"field_words": "website"})
        permit.with_user(self.general_manager)._approve()

    def test_raised_level_needs_a_new_request(self):
        permit = self._ask("print", self.paper)
        with self.rank(3), self.assertRaises(UserError):
            permit.with_user(self.general_manager)._approve()

    def test_nobody_names_what_they_cannot_read(self):
        with self.assertRaises(AccessError):
            self._ask("print", self.file, user=self.other_rep)
        with self.assertRaises(UserError):
            self._ask("print", self.env.ref("base.main_partner"))
        mine = self._ask("print", self.paper, request=False)
        with self.assertRaises(AccessError):
            mine.with_user(self.other_rep).read(["purpose"])
        with self.assertRaises(AccessError):
            mine.line_ids.with_user(self.other_rep).read(["res_id"])
        with self.assertRaises(AccessError):
            mine.with_user(self.outsider).read(["purpose"])
        self.assertTrue(mine.with_user(self.office).read(["purpose"]))

    def test_top_secret_needs_the_original_classifier(self):
        type(self).classifiers = self.manager
        self.addCleanup(setattr, type(self), "classifiers", self.env["res.users"])
        with self.rank(3):
            permit = self._ask("print", self.paper)
            self.assertEqual(permit.consent_ids, self.manager)
            with self.assertRaises(UserError):
                permit.with_user(self.general_manager)._approve()
            with self.assertRaises(AccessError):
                permit.with_user(self.archivist)._consent()
            permit.with_user(self.manager)._consent()
            permit.with_user(self.general_manager)._approve()
            self.assertEqual(permit.state, "approved")

    def test_top_secret_without_known_classifier_is_not_permitted(self):
        with self.rank(3):
            permit = self._ask("print", self.paper)
            with self.assertRaises(UserError):
                permit.with_user(self.general_manager)._approve()
            permit.with_user(self.general_manager)._refuse("无原定密人")

    def _step(self, permit, user=None, mode="reduce", **values):
        wizards = self.env["client.secrecy.permit.step"].with_user(user or self.general_manager)
        return wizards.with_context(default_permit_id=permit.id, default_mode=mode).create(values)

    def test_permit_less(self):
        permit = self._ask("print", self.paper, self.file, copies=3)
        step = self._step(permit, copies=2, reason="两份够用")
        step.line_ids.filtered(lambda line: line.line_id.res_model == "client.file").keep = False
        step._confirm()
        self.assertEqual((permit.state, permit.copies_granted), ("reduced", 2))
        granted = permit.line_ids.filtered("granted")
        self.assertEqual(granted.mapped("res_model"), ["client.file.document"])

    def test_permit_less_never_gives_more(self):
        permit = self._ask("extract", self.paper, line={"pages": "1-2"})
        later = fields.Datetime.add(permit.wanted_until, days=1)
        for values in ({"copies": 2}, {"copies": 0}, {"valid_until": later}):
            with self.subTest(values), self.assertRaises(UserError):
                self._step(permit, **values)._confirm()
        step = self._step(permit)
        step.line_ids.pages = "1-3"
        with self.assertRaises(UserError):
            step._confirm()
        step.line_ids.pages = False
        with self.assertRaises(UserError):
            step._confirm()
        step.line_ids.pages = "2"
        step._confirm()
        self.assertEqual(permit.line_ids.granted_pages, "2")
        with self.assertRaises(AccessError):
            self._step(self._ask("print", self.paper), user=self.office)._confirm()

    def test_delegation_reaches_as_far_as_it_says(self):
        Delegation = self.env["client.secrecy.delegation"]
        with self.assertRaises(AccessError):
            Delegation.with_user(self.office).create({"user_id": self.office.id, "reason": "x"})
        delegation = Delegation.with_user(self.general_manager).create(
            {"user_id": self.deputy.id, "reason": "出差", "level": "2", "most_copies": 2}
        )
        permit = self._ask("print", self.paper)
        with self.assertRaises(AccessError):
            permit.with_user(self.deputy)._approve()
        delegation._give()
        with self.assertRaises(UserError):
            delegation.write({"level": "3"})
        many = self._ask("print", self.paper, copies=3)
        with self.assertRaises(AccessError):
            many.with_user(self.deputy)._approve()
        outside = self._ask(
            "outside",
            self.paper,
            recipient_kind="outside",
            organisation="律所",
            contract="NDA-1",
            medium="hand",
        )
        with self.assertRaises(AccessError):
            outside.with_user(self.deputy)._approve()
        permit.with_user(self.deputy)._approve()
        self.assertEqual(permit.delegation_id, delegation)
        delegation.with_user(self.general_manager).action_revoke()
        with self.assertRaises(AccessError):
            self._ask("print", self.paper).with_user(self.deputy)._approve()

    def test_delegate_without_access_to_the_file_decides_nothing(self):
        Delegation = self.env["client.secrecy.delegation"].with_user(self.general_manager)
        Delegation.create({"user_id": self.office.id, "reason": "出差", "level": "3"})._give()
        permit = self._ask("print", self.paper)
        with self.assertRaises(AccessError):
            permit.with_user(self.office)._approve()

    def test_delegation_outside_its_dates_is_void(self):
        now = fields.Datetime.now()
        delegation = (
            self.env["client.secrecy.delegation"]
            .with_user(self.general_manager)
            .create(
                {
                    "user_id": self.deputy.id,
                    "reason": "出差",
                    "level": "3",
                    "date_from": fields.Datetime.add(now, days=1),
                    "date_until": fields.Datetime.add(now, days=2),
                }
            )
        )
        delegation._give()
        with self.assertRaises(AccessError):
            self._ask("print", self.paper).with_user(self.office)._approve()
        for values in ({"state": "given"}, {"given_by": self.general_manager.id}):
            with self.assertRaises(AccessError):
                self.env["client.secrecy.delegation"].with_user(self.general_manager).create(
                    {"user_id": self.office.id, "reason": "x", **values}
                )
        own = (
            self.env["client.secrecy.delegation"]
            .with_user(self.general_manager)
            .create({"user_id": self.archivist.id, "reason": "x"})
        )
        with self.assertRaises(UserError):
            own._give()

    def test_withdraw(self):
        permit = self._give("print", self.paper)
        with self.assertRaises(AccessError):
            permit.with_user(self.archivist).action_withdraw()
        permit.with_user(self.rep).action_withdraw()
        with self.assertRaises(AccessError):
            self.paper.with_user(self.rep)._require_permit("print")

    def test_unused_permits_expire(self):
        permit = self._give("print", self.paper)
        permit._set_protected(
            {"valid_until": fields.Datetime.subtract(fields.Datetime.now(), days=1)}
        )
        with self.assertRaises(AccessError):
            self.paper.with_user(self.rep)._require_permit("print")
        with self.enter_registry_test_mode():
            self.env.ref("client_file_confidentiality.cron_expire_permits").method_direct_trigger()
        self.assertEqual(permit.state, "expired")

    def test_card_tells_what_is_usual(self):
        permit = self._ask("print", self.paper)
        card = permit.with_user(self.general_manager)
        self.assertTrue(card.may_decide)
        self.assertFalse(permit.with_user(self.rep).may_decide)
        self.assertIn("年度合同", card.preview)
        self.assertEqual(card.made_lately, 0)
        for _number in range(3):
            self._give("print", self.paper)
            self.paper.with_user(self.rep)._require_permit("print")
        permit.invalidate_recordset()
        self.assertEqual(card.made_lately, 3)

    def test_preview_of_an_extract_shows_the_values(self):
        permit = self._ask("extract", self.file, line={"field_words": "website"})
        self.assertIn("secret.example.com", permit.with_user(self.general_manager).preview)

    def test_unknown_field_or_page(self):
        with self.assertRaises(UserError):
            self._ask("extract", self.file, line={"field_words": "没有这个"})
        with self.assertRaises(ValidationError):
            self._ask("extract", self.paper, line={"pages": "0"})

    def test_live_states_are_states(self):
        states = dict(self.env["client.secrecy.permit"]._fields["state"].selection)
        self.assertLessEqual(set(client_secrecy_permit_use.LIVE_STATES), set(states))
