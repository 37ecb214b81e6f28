"""P1: what the protection of secret files costs the screens of those who may read them."""

from unittest import mock

from odoo import fields
from odoo.fields import Domain
from odoo.tests import new_test_user

MARK = "benchmark_reader"


def _reader(env):
    """A manager cleared as everybody in the company is: for most files, not for all."""
    user = env["res.users"].search([("login", "=", MARK)])
    if not user:
        user = new_test_user(env, MARK, groups="client_file.client_file_group_manager")
        Policy = env["client.secrecy.policy"]
        policy = Policy.search([("state", "=", "in_force")])
        if not policy:
            policy = Policy.create({"name": "Benchmark", "content": "<p>Benchmark</p>"})
            policy._put_in_force()
        policy.with_user(user).action_sign()
        env["client.secrecy.clearance"]._create_protected(
            [
                {
                    "user_id": user.id,
                    "level": "2",
                    "reason": "Benchmark",
                    "state": "granted",
                    "decided_by": env.ref("base.user_root").id,
                    "decided_on": fields.Datetime.now(),
                    "date_from": fields.Date.add(fields.Date.today(), days=-9),
                    "requested_by": env.ref("base.user_admin").id,
                }
            ]
        )
        env["client.secrecy.mark"]._classify_by_rule()
        env.cr.commit()
    return user


def _unprotected():
    """The same code with nothing left to judge: neither rule nor Python looks at the level."""
    from odoo.addons.base.models.ir_rule import IrRule
    from odoo.addons.client_file_confidentiality.models.client_secrecy_protected import (
        ClientSecrecyProtected as Mixin,
    )

    compute = IrRule._compute_domain
    stripped = {}

    def without_secrecy(self, model_name, mode="read"):
        key = self.env.uid, self.env.su, model_name, mode
        if key not in stripped:
            domain = compute(self, model_name, mode)
            parts = getattr(domain, "children", (domain,))
            stripped[key] = Domain.AND(
                part for part in parts if getattr(part, "field_expr", "") != "secrecy_open"
            )
        return stripped[key]

    def without_level(self, operation):
        return super(Mixin, self)._check_access(operation)

    def patched(function):
        def run():
            with (
                mock.patch.object(IrRule, "_compute_domain", without_secrecy),
                mock.patch.object(Mixin, "_is_ruled_by_secrecy", lambda self, operation: True),
                mock.patch.object(Mixin, "_check_access", without_level),
            ):
                function()

        return run

    return patched


def measure(env, repeats, timing):
    """List page, form, name search and counts of files and papers, against no protection."""
    Result = timing.Result
    reader = _reader(env)
    Files = env["client.file"].with_user(reader).with_context(lang="en_US")
    Papers = env["client.file.document"].with_user(reader).with_context(lang="en_US")
    spec = Files._get_fields_spec(Files.get_view(view_type="list"))
    form = Files._get_fields_spec(Files.get_view(view_type="form"))
    papers = Papers._get_fields_spec(Papers.get_view(view_type="list"))
    file_id = Files.search([("document_ids", "!=", False)], limit=1, offset=500).id
    jobs = [
        ("list page of 80 files", 1.15, lambda: Files.web_search_read([], spec, limit=80)),
        ("list page of 80 papers", 1.15, lambda: Papers.web_search_read([], papers, limit=80)),
        ("form of a file", 1.15, lambda: Files.browse(file_id).web_read(form)),
        ("name search", 1.15, lambda: Files.name_search("BM00001", limit=8)),
        ("count of the files", 1.5, lambda: Files.search_count([])),
        ("count of the papers", 1.5, lambda: Papers.search_count([])),
    ]
    without_protection = _unprotected()
    for title, goal, job in jobs:

        def request(job=job):
            # Like a request of its own.
            env.invalidate_all(flush=False)
            env.cr.cache.clear()
            job()

        ours, theirs = timing.medians(request, without_protection(request), repeats * 7)
        yield Result("P1", title, ours, theirs, "without protection", goal)
    env.cr.rollback()
