from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.base.models.res_users import check_identity
from odoo.addons.client_file.tools.digests import digest
from odoo.addons.client_file.tools.words import join_words

GENERAL_MANAGER = "client_file.client_file_group_general_manager"
TOP = 3


class ClientSecrecyPermit(models.Model):
    """The steps of a permit: ask; agree (original classifier); permit, permit less, refuse."""

    _inherit = "client.secrecy.permit"

    def _check_draft(self):
        if any(permit.state != "draft" for permit in self):
            raise UserError(
                self.env._("What was asked for stays as it is. Withdraw it and ask again.")
            )

    def action_request(self):
        """Ask: what is asked for is frozen, and the general manager is told."""
        for permit in self:
            if permit.user_id != self.env.user:
                raise AccessError(self.env._("Only whoever needs the permit asks for it."))
            permit._check_complete()
        self.with_user(self.env.user).check_access("write")
        self.sudo().lock_for_update()
        for permit in self.sudo():
            number = self.env["ir.sequence"].sudo().next_by_code("client.secrecy.permit")
            for line in permit.line_ids:
                content = line._get_content()
                line._set_protected({"rank": content["rank"], "sha256": digest(content)})
            rank = max(permit.line_ids.mapped("rank"))
            permit._update_state(
                "requested",
                number=number,
                rank=rank,
                level=str(rank) if rank else False,
                requested_on=fields.Datetime.now(),
                consent_ids=[fields.Command.set(permit._find_classifiers().ids)],
            )
            content = permit._get_content()
            permit._set_protected({"sha256": digest(content)})
            self.env["client.secrecy.signature"]._sign(
                permit.with_env(self.env), "request", permit.purpose, content
            )
            permit._tell_deciders()

    def _check_complete(self):
        """Everything the general manager needs to decide."""
        self.ensure_one()
        if not self.line_ids:
            raise UserError(self.env._("Add what shall leave."))
        needed = ["purpose", "recipient"]
        if self.recipient_kind == "outside" or self.operation == "outside":
            needed += ["organisation", "contract", "medium"]
        if self.operation in ("copy", "print", "extract", "outside", "carry"):
            needed.append("wanted_return")
        missing = [name for name in needed if not self[name]]
        if missing:
            raise UserError(
                self.env._(
                    "To ask for the permit, first fill in: %(fields)s",
                    fields=join_words(
                        self.env, [self._fields[n]._description_string(self.env) for n in missing]
                    ),
                )
            )
        if self.operation == "outside" and self.recipient_kind != "outside":
            raise UserError(self.env._("Use outside the company has a recipient outside."))
        if self.wanted_until <= fields.Datetime.now():
            raise UserError(self.env._("The time until which it is needed has passed."))
        for line in self.line_ids:
            record = line._get_record().with_user(self.env.user)
            record.check_access("read")
            if self.operation == "extract" and not (line.field_names or line.pages):
                raise UserError(
                    self.env._(
                        'For an extract, name the fields or pages of "%(item)s".', item=line.title
                    )
                )

    def _find_classifiers(self):
        """Who has to agree besides the general manager, because an item is top secret."""
        self.ensure_one()
        users = self.env["res.users"]
        for line in self.line_ids:
            if line.rank >= TOP:
                users |= line._get_record().sudo()._get_secrecy_classifiers()
        return users

    def _tell_deciders(self):
        """An activity for each general manager, delegate and classifier; it says nothing secret."""
        self.ensure_one()
        group = self.env.ref(GENERAL_MANAGER)
        users = group.all_user_ids | self.consent_ids
        delegations = self.env["client.secrecy.delegation"].search([("state", "=", "given")])
        for delegation in delegations:
            if delegation._covers(self) and delegation in delegation._get_live(delegation.user_id):
                users |= delegation.user_id
        for user in users.filtered(lambda user: user.active and not user.share) - self.user_id:
            permit = self.with_context(lang=user.lang, mail_activity_quick_update=True)
            permit.activity_schedule(
                "client_file_confidentiality.activity_type_permit",
                user_id=user.id,
                summary=permit.env._("A permit waits for your decision"),
            )

    @check_identity
    def action_consent(self):
        return self._consent()

    def _consent(self):
        """Whoever classified the top secret items agrees that they leave."""
        for permit in self:
            if self.env.user not in permit.sudo().consent_ids or permit.user_id == self.env.user:
                raise AccessError(
                    self.env._("Only whoever classified the top secret items agrees here.")
                )
            if permit.state != "requested":
                raise UserError(self.env._("There is nothing to decide any more."))
            permit._check_unchanged()
        self.env["client.secrecy.signature"]._sign(self, "consent")

    def _check_decider(self):
        """The general manager or a delegate, never whoever asked.

        :return: the delegation that is used, empty for the general manager in person
        """
        self.ensure_one()
        if self.user_id == self.env.user:
            raise AccessError(self.env._("Nobody decides about their own request."))
        if self.env.user.has_group(GENERAL_MANAGER):
            return self.env["client.secrecy.delegation"]
        for delegation in self.env["client.secrecy.delegation"]._get_live():
            if delegation._covers(self.sudo()):
                return delegation
        raise AccessError(
            self.env._(
                "Only the general manager decides about permits, or whoever holds a delegation "
                "that reaches this far."
            )
        )

    def _check_unchanged(self):
        """The signature covers what was asked for; what has changed since is asked for anew."""
        for permit in self.sudo():
            if digest(permit._get_content()) != permit.sha256:
                raise UserError(
                    self.env._(
                        'What "%(permit)s" is about has changed since it was asked for. '
                        "It has to be asked for again.",
                        permit=permit.number,
                    )
                )

    def _check_consent(self):
        """Top secret needs the original classifier too."""
        self.ensure_one()
        permit = self.sudo()
        if permit.rank < TOP:
            return
        signed = permit.signature_ids.filtered(
            lambda line: line.act == "consent" and line.sha256 == permit.sha256
        ).user_id
        classifiers = permit._find_classifiers()
        waiting = classifiers - signed - self.env.user
        if waiting or not classifiers:
            raise UserError(
                self.env._(
                    "This is top secret: whoever classified it has to agree first (%(names)s).",
                    names=", ".join(waiting.mapped("name")) or self.env._("nobody is on record"),
                )
            )

    @check_identity
    def action_approve(self):
        return self._approve()

    def _approve(self):
        """Permit exactly what was asked for."""
        for permit in self:
            permit._decide(
                "approved",
                copies=permit.copies,
                valid_until=permit.wanted_until,
                return_due=permit.wanted_return,
                items={line.id: (line.pages, line.field_names) for line in permit.sudo().line_ids},
            )

    def _refuse(self, reason):
        if not (reason or "").strip():
            raise UserError(self.env._("Give the reason."))
        for permit in self:
            permit._decide("refused", reason=reason)

    def _decide(
        self, state, reason=False, items=None, copies=0, valid_until=False, return_due=False
    ):
        """Write the decision of the current user, who was checked by identity before.

        :param items: {line id: (pages, field names)} of what may leave
        """
        self.ensure_one()
        self.sudo().lock_for_update()
        delegation = self._check_decider()
        permit = self.sudo()
        if permit.state != "requested":
            raise UserError(self.env._("There is nothing to decide any more."))
        if state != "refused":
            for line in permit.line_ids:
                line._get_record().with_user(self.env.user).check_access("read")
            self._check_unchanged()
            self._check_consent()
            if valid_until <= fields.Datetime.now():
                raise UserError(self.env._("The time until which it is needed has passed."))
        for line in permit.line_ids.filtered(lambda line: line.id in (items or {})):
            pages, names = items[line.id]
            line._set_protected({"granted": True, "granted_pages": pages, "granted_fields": names})
        permit._update_state(
            state,
            decided_by=self.env.uid,
            decided_on=fields.Datetime.now(),
            decision_reason=reason,
            delegation_id=delegation.id,
            copies_granted=copies,
            valid_until=valid_until,
            return_due=return_due,
        )
        content = {
            "request": permit.sha256,
            "copies": copies,
            "until": fields.Datetime.to_string(valid_until) or "",
            "return": fields.Date.to_string(return_due) or "",
            "delegation": delegation.id or 0,
            "items": [
                [line.res_model, line.res_id, line.granted_pages or "", line.granted_fields or ""]
                for line in permit.line_ids.sorted("id")
                if line.granted
            ],
        }
        act = {"approved": "approve", "reduced": "reduce", "refused": "refuse"}[state]
        self.env["client.secrecy.signature"]._sign(self, act, reason, content)
        permit.activity_unlink(["client_file_confidentiality.activity_type_permit"])
        permit._note_access("permit", state)
        permit._tell_requester()

    def _tell_requester(self):
        user = self.user_id
        permit = self.with_context(lang=user.lang, mail_activity_quick_update=True)
        permit.activity_schedule(
            "client_file_confidentiality.activity_type_permit_decided",
            user_id=user.id,
            summary=permit.env._("Your permit is decided"),
        )

    def action_withdraw(self):
        """Whoever asked no longer needs it; the general manager takes it back."""
        for permit in self:
            if permit.user_id != self.env.user and not self.env.user.has_group(GENERAL_MANAGER):
                raise AccessError(
                    self.env._("Only whoever asked or the general manager takes a permit back.")
                )
        self.with_user(self.env.user).check_access("read")
        self.sudo().lock_for_update()
        self.sudo()._update_state("withdrawn")
        self.env["client.secrecy.signature"]._sign(self, "withdraw")
        self.sudo().activity_unlink(["client_file_confidentiality.activity_type_permit"])

    def _cron_expire(self, batch=200):
        """Permits not used in time are dead; the use itself checks it even before this runs."""
        now = fields.Datetime.now()
        domain = [
            "|",
            "&",
            ("state", "in", ("approved", "reduced")),
            ("valid_until", "<=", now),
            "&",
            ("state", "=", "requested"),
            ("wanted_until", "<=", now),
        ]
        while permits := self.search(domain, limit=batch):
            permits._update_state("expired")
            permits.activity_unlink(["client_file_confidentiality.activity_type_permit"])
            if not self.env["ir.cron"]._commit_progress(len(permits)):
                break

    def _note_access(self, verb, detail=None):
        """A line in the access log, where it is installed."""
        if "client.access.log" in self.env:
            self.env["client.access.log"]._note(verb, self, detail)
