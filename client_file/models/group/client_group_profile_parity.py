from odoo import api, fields, models

from ...tools import pictures
from ...tools.dates import company_today
from ...tools.freshness import get_state
from ...tools.pictures.parity_matrix import find_next

MOST_COLUMNS = 7


class ClientGroupProfile(models.Model):
    """Whose leader met whose: our leaders against theirs, last met, and the next pairing."""

    _inherit = "client.group.profile"

    parity_matrix = fields.Json(
        compute="_compute_parity_matrix", compute_sudo=False, string="Chief parity matrix"
    )

    @api.depends("person_ids.is_leader", "person_ids.is_decider", "person_ids.present")
    @api.depends_context("lang", "uid")
    def _compute_parity_matrix(self):
        for profile in self:
            stored = profile._origin
            profile.parity_matrix = stored._draw_parity() if stored.id else False

    def _get_our_leaders(self, met):
        """Users of ours on the matrix: general managers, then whoever met them or looks after."""
        chiefs = self.env.ref("client_file.client_file_group_general_manager").sudo()
        users = chiefs.all_user_ids.filtered(lambda user: user.active and not user.share)
        users = users.browse(users.ids[:3]) | self.env["res.users"].browse(
            {user_id for _person, user_id in met}
        )
        users |= self.person_ids.filtered("present").owner_id | self.user_id
        return users.sudo()[:MOST_COLUMNS]

    def _get_meetings(self, people):
        """{(their person id, our user id): date they last met}, from visits one may read."""
        if "client.visit" not in self.env or not people:
            return {}
        rows = self.env["client.visit"]._read_group(
            [
                ("profile_id", "=", self.id),
                ("their_person_ids", "in", people.ids),
                ("done_on", "!=", False),
            ],
            ["their_person_ids", "our_user_ids"],
            ["done_on:max"],
        )
        return {
            (person.id, user.id): fields.Date.to_date(day)
            for person, user, day in rows
            if user and person in people
        }

    def _draw_parity(self):
        """The matrix as a dict of a Picture, for screens and for paper."""
        self.ensure_one()
        people = self.person_ids.filtered(
            lambda person: person.present and (person.is_leader or person.is_decider)
        )
        met = self._get_meetings(people)
        ours = self._get_our_leaders(met)
        today = company_today(self.env)
        theirs = []
        for person in people:
            days = [met.get((person.id, user.id)) for user in ours]
            theirs.append(
                {
                    "name": person.name,
                    "title": person.job_title or "",
                    "cells": [
                        (
                            day.strftime("%y-%m-%d") if day else self.env._("✕ never"),
                            get_state(day, today),
                        )
                        for day in days
                    ],
                    "next": find_next(days),
                }
            )
        words = {
            "caption": self.env._("Who of us met whom of them"),
            "theirs": self.env._("Their leaders and deciders"),
            "empty": self.env._("No leader or decision maker of the client on record"),
            "next": self.env._("Meet next"),
            "legend": self.env._("Dark: within 90 days · light: within 180 days · white: before"),
        }
        return pictures.parity_matrix(ours.mapped("name"), theirs, words).as_dict()
