from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import CANARY, CLIENT, AttackCase


@tagged("post_install", "-at_install", "client_file_confidentiality", "client_file_attack")
class TestAttackMail(AttackCase):
    """Messages, followers, to-dos, meetings: Odoo hands content to whoever is named in them."""

    def _post(self, user=None, **values):
        self.env.flush_all()
        return self._as(user or self.cleared, self.file).message_post(
            body=f"news {CANARY}",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            **values,
        )

    def test_mentioned_without_clearance(self):
        """L63: no inbox, no mail, no push; the cleared get theirs."""
        people = self.plain | self.second | self.portal | self.revoked
        message = self._post(partner_ids=(people.partner_id | self.client).ids)
        self.assertEqual(message.sudo().notification_ids.res_partner_id, self.revoked.partner_id)
        for user in self.plain | self.second | self.portal:
            with self.subTest(user.login):
                self.assertFalse(self._as(user, message).has_access("read"))
        self.assertFalse(self._find_mails(CANARY))

    def test_addresses_outside(self):
        """L64, L74: plain addresses beside the recipients."""
        message = self._post(outgoing_email_to="spy@outside.example.com")
        self.assertFalse(
            message.sudo().notification_ids.filtered(lambda note: not note.res_partner_id)
        )
        self.assertFalse(
            self.env["mail.mail"].sudo().search([("email_to", "ilike", "outside.example")])
        )

    def test_mails_say_only_that_there_is_something(self):
        """L63: what leaves to a mail server of a cleared person holds no content."""
        self.revoked.notification_type = "email"
        message = self._post(partner_ids=self.revoked.partner_id.ids)
        mails = self.env["mail.mail"].sudo().search([("mail_message_id", "=", message.id)])
        self.assertTrue(mails)
        for mail in mails:
            for sent in mail._prepare_outgoing_list():
                self.assertNotIn(CANARY, f"{sent['body']} {sent['subject']}")
                self.assertNotIn(CLIENT, f"{sent['body']} {sent['subject']}")
                self.assertFalse(sent["attachments"])
        self._revoke(self.revoked)
        self.env.cr.cache.pop("client_secrecy", None)
        for mail in mails:
            self.assertFalse(mail._prepare_outgoing_list())

    def _find_mails(self, text):
        return self.env["mail.mail"].sudo().search([("body_html", "ilike", text)])

    def test_templates_to_addresses_outside(self):
        """L74: somebody cleared sends a template wherever they like."""
        template = self.env["mail.template"].create(
            {
                "name": "attack",
                "model_id": self.env["ir.model"]._get_id("client.file"),
                "subject": "{{ object.business_scope }}",
                "body_html": '<p t-out="object.business_scope"/>',
                "email_to": "spy@outside.example.com",
            }
        )
        for user in (self.plain, self.admin, self.second):
            with self.assertRefused(user.login):
                self._as(user, template).send_mail(self.file.id)
        try:
            mail_id = self._as(self.cleared, template).send_mail(self.file.id)
        except AccessError:
            return
        mail = self.env["mail.mail"].sudo().browse(mail_id)
        self.assertEqual(mail.state, "cancel")
        self.assertFalse(mail.email_to)
        self.assertNotIn(CANARY, f"{mail.body_html} {mail.subject} {mail.body}")

    def test_papers_on_messages_elsewhere(self):
        """L48, L49: a paper hung to a message on an open record would go to its readers."""
        for user in (self.plain, self.cleared, self.admin):
            lead = self._as(user, self.lead)
            with self.assertRefused(user.login):
                lead.message_post(body="look", attachment_ids=self.attachment.ids)
            with self.assertRefused(f"{user.login} private"):
                self.env["mail.thread"].with_user(user).message_notify(
                    body="look",
                    subject="look",
                    partner_ids=self.plain.partner_id.ids,
                    attachment_ids=self.attachment.ids,
                )
        message = self._post(attachment_ids=self.attachment.ids)
        self.assertEqual(message.sudo().attachment_ids, self.attachment)

    def test_messages_and_to_dos_stay_with_their_file(self):
        """L52 for words: hung to an open record, its readers would read them."""
        with self.assertRefused("message"):
            self._as(self.cleared, self.message).write(
                {"model": "crm.lead", "res_id": self.lead.id}
            )
        with self.assertRefused("to-do"):
            self._as(self.cleared, self.activity).write(
                {"res_model_id": self.env["ir.model"]._get_id("crm.lead"), "res_id": self.lead.id}
            )

    def test_followers(self):
        """L64, L65: nobody uncleared follows, whoever subscribes them."""
        strangers = self.plain.partner_id | self.portal.partner_id | self.client
        self._as(self.cleared, self.file).message_subscribe(partner_ids=strangers.ids)
        self.env["mail.followers"].sudo().create(
            [{"res_model": "client.file", "res_id": self.file.id, "partner_id": self.client.id}]
        )
        self.assertFalse(self.file.sudo().message_partner_ids & strangers)

    def test_raised_level_drops_people(self):
        """L64, L69: followers, notifications, to-dos and waiting messages of the now uncleared."""
        file = self.env["client.file"].create(
            {"partner_id": self._create_client().id, "business_scope": CANARY}
        )
        self._mark(file, "2")
        everybody = self.second | self.cleared
        file.message_subscribe(partner_ids=everybody.partner_id.ids)
        message = self._as(self.cleared, file).message_post(
            body=CANARY,
            partner_ids=self.second.partner_id.ids,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        activity = file.activity_schedule(
            "mail.mail_activity_data_todo", note=CANARY, user_id=self.second.id
        )
        scheduled = self._as(self.second, self.env["mail.scheduled.message"]).create(
            {
                "model": "client.file",
                "res_id": file.id,
                "body": CANARY,
                "author_id": self.second.partner_id.id,
                "scheduled_date": fields.Datetime.now() + timedelta(days=1),
            }
        )
        self.env.flush_all()
        self.assertIn(self.second.partner_id, file.sudo().message_partner_ids)
        self.assertTrue(message.sudo().notification_ids)
        self._mark(file, "3")
        self.assertEqual(file.sudo().message_partner_ids, self.cleared.partner_id)
        self.assertNotIn(self.second.partner_id, message.sudo().notification_ids.res_partner_id)
        self.assertFalse((activity | activity).exists())
        self.assertFalse(scheduled.sudo().exists())

    def test_waiting_message_of_somebody_revoked(self):
        """L75: the job runs as the superuser; Odoo would even mail the text back."""
        scheduled = self._as(self.revoked, self.env["mail.scheduled.message"]).create(
            {
                "model": "client.file",
                "res_id": self.file.id,
                "body": f"waiting {CANARY}",
                "author_id": self.revoked.partner_id.id,
                "partner_ids": [(4, self.cleared.partner_id.id)],
                "scheduled_date": fields.Datetime.now() + timedelta(days=1),
            }
        )
        self._revoke(self.revoked)
        scheduled.sudo()._post_message(raise_exception=False)
        self.assertFalse(scheduled.sudo().exists())
        told = self.env["mail.message"].sudo().search([("body", "ilike", f"waiting {CANARY}")])
        self.assertFalse(told)

    def test_words_of_activities_and_subjects(self):
        """HK10: what is stored or mailed about a record is its neutral title."""
        self.assertNotIn(CLIENT, self.activity.sudo().res_name)
        self.assertNotIn(CLIENT, self.file._message_compute_subject())

    def test_meetings_made_from_a_to_do(self):
        """L71: name, place and description of a meeting are seen by all colleagues."""
        event = (
            self._as(self.cleared, self.env["calendar.event"])
            .with_context(default_res_model="client.file", default_res_id=self.file.id)
            .create(
                {
                    "name": f"{CLIENT} {CANARY}",
                    "description": CANARY,
                    "location": CANARY,
                    "start": "2030-01-01 10:00:00",
                    "stop": "2030-01-01 11:00:00",
                    "res_model_id": self.env["ir.model"]._get_id("client.file"),
                    "res_id": self.file.id,
                }
            )
        )
        for text in (event.name, event.description, event.location):
            self.assertNotIn(CANARY, str(text))
            self.assertNotIn(CLIENT, str(text))
        self.assertEqual(event.privacy, "private")
        event.write({"privacy": "public"})
        self.assertEqual(event.privacy, "private")

    def test_phones_and_link_previews(self):
        """L76, L79: nothing through push services, no address of a thread is fetched."""
        self.assertIsNone(self.file._notify_thread_by_web_push(self.message, [{"id": 1, "uid": 1}]))
        self.assertIsNone(
            self.env["mail.link.preview"]._create_from_message_and_notify(self.message)
        )

    def test_letters_and_short_messages(self):
        """L99: services outside get nothing of a file, not even from the cleared."""
        for kind in ("sms", "snailmail"):
            with self.assertRefused(kind):
                self._as(self.cleared, self.env["mail.message"]).create(
                    {
                        "model": "client.file",
                        "res_id": self.file.id,
                        "body": CANARY,
                        "message_type": kind,
                    }
                )

    def test_columns_that_would_keep_old_versions(self):
        """L82: no history, no translations on what is protected; L83, L84: no links, no aliases."""
        for name in self.env["client.secrecy.wall"]._get_names():
            for field in self.env[name]._fields.values():
                with self.subTest(str(field)):
                    self.assertFalse(field.store and field.translate)
            self.assertNotIn("html_field_history", self.env[name]._fields)
            self.assertNotIn("access_token", self.env[name]._fields)
            self.assertNotIn("alias_id", self.env[name]._fields)

    def test_composer_and_preview(self):
        """L73: forms that render a template or write a mail for a record."""
        template = self.env["mail.template"].create(
            {
                "name": "attack",
                "model_id": self.env["ir.model"]._get_id("client.file"),
                "subject": "{{ object.business_scope }}",
                "body_html": '<p t-out="object.business_scope"/>',
            }
        )
        for user in (self.plain, self.admin):
            with self.assertRefused(f"composer {user.login}"):
                composer = self._as(user, self.env["mail.compose.message"]).create(
                    {
                        "model": "client.file",
                        "res_ids": str(self.file.ids),
                        "composition_mode": "comment",
                        "template_id": template.id,
                    }
                )
                _body = composer.body
                composer.action_send_mail()
