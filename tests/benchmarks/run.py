"""The performance table, as ratios of one run: ``bin/benchmark [--clients N]``.

Read by ``odoo shell`` from its standard input. The number of clients comes in the environment
variable CLIENT_FILE_BENCH_CLIENTS, the names of single parts (as in `PARTS`) one a line in
CLIENT_FILE_BENCH_ARGUMENTS. A run of all parts writes ``tests/benchmarks/results.md``, over that
of any other size. What of the design's table needs a later module is measured there.
"""

import importlib.util
import itertools
import os
import random
import sys
import time
from datetime import timedelta
from pathlib import Path

from odoo import Command, api
from odoo.modules import get_module_path

from odoo.addons.client_file.tools.dates import company_today

REPOSITORY = Path(get_module_path("client_file")).parent
STARTED = time.monotonic()


def say(text):
    print(f"{time.monotonic() - STARTED:7.1f} s  {text}", flush=True)


def load_module(path):
    """A module of the repository that is in no addon."""
    name = f"bench_{Path(path).stem}"
    spec = importlib.util.spec_from_file_location(name, REPOSITORY / path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


bulk = load_module("tests/published/bulk.py")
load_module("tests/benchmarks/payments.py")
data = load_module("tests/benchmarks/data.py")
reference = load_module("tests/benchmarks/reference.py")
timing = load_module("tests/benchmarks/timing.py")
exports = load_module("tests/benchmarks/exports.py")
protection_of = load_module("tests/benchmarks/protection.py")
Result = timing.Result


def classification(env, repeats):
    """P2: trade and paying of all clients against bare SQL; 100 changed clients against all."""
    Metric = env["client.file.metric"]
    today = company_today(env)

    days = itertools.count(1)

    def rebuild(as_of=None):
        Metric._rebuild(as_of)
        env.cr.commit()

    def next_night():
        # With each day, the figures of one client in eight change.
        rebuild(today + timedelta(days=next(days)))

    nights = itertools.count(1)

    def bare():
        reference.run(env.cr, today + timedelta(days=next(nights)))
        env.cr.commit()

    def vacuum():
        # What autovacuum does between two nights.
        env.cr.execute("ANALYZE client_file_metric; ANALYZE client_file_classification")
        env.cr.execute("ANALYZE client_credit_metric")
        env.cr.commit()

    first = timing.seconds(rebuild)
    vacuum()
    yield Result("", "first analysis of all, every file changes", first)
    env.cr.execute(reference.DROP)
    ours, theirs = timing.medians(next_night, bare, repeats)
    env.cr.execute(reference.DROP)
    yield Result("P2", "analyse all clients, the next night", ours, theirs, "bare SQL", 1.25)
    rebuild()
    again = timing.median(rebuild, repeats)
    yield Result("", "… a second time on the same day", again, theirs, "bare SQL")
    draw = random.Random(2)
    partners = env["res.partner"].search([("ref", "=", data.MARK)]).ids

    def change():
        # A little more or less sold to each, so that their neighbours' ranks move as well.
        env.cr.execute(
            """
            UPDATE account_move SET amount_untaxed_signed = round(amount_untaxed_signed
                   * (0.9 + 0.2 * random())::numeric, 2)
             WHERE id IN (SELECT MAX(id) FROM account_move
                           WHERE commercial_partner_id = ANY(%s) AND state = 'posted'
                             AND move_type = 'out_invoice' GROUP BY commercial_partner_id)
            RETURNING commercial_partner_id
            """,
            [draw.sample(partners, 100)],
        )
        rows = ",".join(f"({row[0]})" for row in env.cr.fetchall())
        env.cr.execute(f"INSERT INTO client_file_dirty (partner_id) VALUES {rows}")
        env.cr.commit()

    def refresh():
        Metric._cron_refresh()
        env.cr.commit()

    some = timing.median(refresh, repeats, prepare=change)
    yield Result("P2", "analyse 100 changed clients", some, ours, "all clients", 0.01)

    def nobody():
        # What a refresh does however few clients changed.
        Metric._refresh([0])
        env.cr.commit()

    rank = timing.median(nobody, repeats)
    yield Result("", "… of this, for no client at all", rank, some, "the 100 clients")


def orders(env, repeats):
    """P3: confirming an order with the mark for the classification and the credit check."""
    from odoo.addons.client_file.models.client_file_trade import ClientFileTrade
    from odoo.addons.client_file.models.credit.sale_order import SaleOrder

    partners = env["res.partner"].search([("ref", "=", data.MARK)], limit=50)
    product = env["product.product"].search([("name", "=", "Benchmark")], limit=1)
    line = {"product_id": product.id, "price_unit": 10}
    made = env["sale.order"].create(
        [
            {"partner_id": partner.id, "order_line": [Command.create(line) for _ in range(3)]}
            for partner in list(partners) * max(2, repeats)
        ]
    )
    env.flush_all()
    waiting = iter(made.ids)
    marking = ClientFileTrade._mark_client_later
    Order = env["sale.order"].with_user(env.ref("base.user_admin"))

    def confirm():
        # Like a request of its own: nothing in the cache, one order.
        env.invalidate_all(flush=False)
        Order.browse(next(waiting)).action_confirm()
        # What a commit does before it commits; the marks are written here.
        env.cr.flush()

    def confirm_without():
        ClientFileTrade._mark_client_later = lambda self: None
        try:
            confirm()
        finally:
            ClientFileTrade._mark_client_later = marking

    ours, theirs = timing.medians(confirm, confirm_without, len(made) // 2 - 2)
    yield Result("P3", "confirm an order, 3 lines", ours, theirs, "without marking", 1.10)
    before = env.cr.sql_log_count
    confirm()
    ours = env.cr.sql_log_count - before
    before = env.cr.sql_log_count
    confirm_without()
    theirs = env.cr.sql_log_count - before
    yield Result("", "… its queries", ours, theirs, "", unit="queries")
    passing, requiring = SaleOrder._pass_credit_gate, SaleOrder._require_passed

    def confirm_ungated():
        SaleOrder._pass_credit_gate = lambda self, hold=True: self.browse()
        SaleOrder._require_passed = lambda self: None
        try:
            confirm()
        finally:
            SaleOrder._pass_credit_gate, SaleOrder._require_passed = passing, requiring

    more = env["sale.order"].create(
        [
            {"partner_id": partner.id, "order_line": [Command.create(line) for _ in range(3)]}
            for partner in list(partners) * 2
        ]
    )
    half = partners[:25]
    _open_accounts(env, half)
    env.flush_all()
    for title, ids in (
        ("without an account", more.filtered(lambda order: order.partner_id not in half).ids),
        ("with an account and a limit", more.filtered(lambda o: o.partner_id in half).ids),
    ):
        waiting = iter(ids)
        ours, theirs = timing.medians(confirm, confirm_ungated, len(ids) // 2 - 1)
        yield Result("P3", f"confirm for a client {title}", ours, theirs, "without gate", 1.10)
    env.cr.rollback()
    env.invalidate_all(flush=False)


def _open_accounts(env, partners):
    """An account each with a limit that lets everything pass; the benchmark rolls it back."""
    today = company_today(env)
    env["client.credit.policy"]._get_policy().write({"overdue_amount": 1e12, "sign_off": False})
    files = env["client.file"].search([("partner_id", "in", partners.ids)])
    for file in files:
        file._set_protected({"state": "open", "number": file.number or f"BENCH{file.id}"})
        account = env["client.credit.account"]._create_protected([{"file_id": file.id}])
        env["client.credit.limit"]._create_protected(
            [
                {
                    "account_id": account.id,
                    "file_id": file.id,
                    "amount": 1e9,
                    "state": "active",
                    "reason": "Benchmark",
                    "date_from": today,
                    "date_to": today + timedelta(days=300),
                }
            ]
        )


def badges(env, repeats):
    """P9: 80 opportunity cards with the badge and without."""
    Lead = env["crm.lead"].with_user(env.ref("base.user_admin")).with_context(lang="en_US")
    leads = Lead.search([("name", "=like", "Benchmark %")], limit=80)
    plain = {"name": {}, "partner_id": {"fields": {"display_name": {}}}, "date_deadline": {}}
    badged = {**plain, "client_file_badge": {}}

    def read(specification):
        env.invalidate_all(flush=False)
        # Every request reads its user and company first.
        Lead.env.user.group_ids, Lead.env.companies.mapped("name")
        before = env.cr.sql_log_count
        leads.web_read(specification)
        return env.cr.sql_log_count - before

    read(badged), read(plain)
    with_badge, without = read(badged), read(plain)
    yield Result("P9", "badge on 80 cards", with_badge - without, 1, "", 1, unit="queries")
    ours, theirs = timing.medians(lambda: read(badged), lambda: read(plain), repeats * 3)
    yield Result("", "… time of the cards", ours, theirs, "without badge")


def screens(env, repeats):
    """Times of the file's own screens, for information (their goal is set against protection)."""
    Files = env["client.file"].with_user(env.ref("base.user_admin")).with_context(lang="en_US")
    columns = Files._get_fields_spec(Files.get_view(view_type="list"))
    form = Files._get_fields_spec(Files.get_view(view_type="form"))
    some = Files.search([("partner_id.ref", "=", data.MARK)], limit=5).ids
    number = iter(some * (repeats * 3 + 2))

    def fresh(function):
        def run():
            env.invalidate_all(flush=False)
            function()

        return timing.median(run, repeats * 3)

    list_page = fresh(lambda: Files.web_search_read([], columns, limit=80))
    yield Result("", "list page of 80 with its count", list_page)
    by_sales = fresh(lambda: Files.web_search_read([], columns, limit=80, order="sales_12m desc"))
    yield Result("", "list page of 80 by sales", by_sales)
    yield Result("", "name search by number", fresh(lambda: Files.name_search("BM00001", limit=8)))
    yield Result(
        "", "name search by name", fresh(lambda: Files.name_search("client 4711", limit=8))
    )
    yield Result("", "form", fresh(lambda: Files.browse(next(number)).web_read(form)))


def protection(env, repeats):
    """P1: what the protection of secret files costs those who may read them."""
    yield from protection_of.measure(env, repeats, timing)


PARTS = {
    "classification": classification,
    "orders": orders,
    "exports": exports.measure,
    "badges": badges,
    "screens": screens,
    "protection": protection,
}
# From the day the second addon is installed every file is secret and the parts above read
# nothing: what needs it is measured last, on the same data.
NEEDS = {"protection": "client_file_confidentiality"}


def _with_addon(env, part):
    """An environment with the addon that the part needs, installed where it is not yet there.

    :raise SystemExit: where the part measures the platform alone and the addon is there already
    """
    Module = env["ir.module.module"]
    needed = NEEDS.get(part)
    if needed is None:
        if Module.search_count([("name", "in", list(NEEDS.values())), ("state", "=", "installed")]):
            raise SystemExit(f"The part {part} is measured on a new database: leave out --keep.")
        return env
    addon = Module.search([("name", "=", needed)])
    if addon.state != "installed":
        say(f"installing {needed}")
        addon.button_immediate_install()
        return api.Environment(env.cr, env.uid, {})
    return env


def main(env):
    wanted = os.environ.get("CLIENT_FILE_BENCH_ARGUMENTS", "").split()
    if unknown := set(wanted) - PARTS.keys():
        raise SystemExit(f"No part is called {', '.join(unknown)}; there are {', '.join(PARTS)}.")
    clients = int(os.environ.get("CLIENT_FILE_BENCH_CLIENTS") or 10_000)
    repeats = 3
    say(f"{clients} clients")
    data.ensure(env, clients, bulk, say)
    facts = {"Clients": f"{clients:,}"}
    for table in ("account_move", "account_move_line", "client_file_document"):
        env.cr.execute(f"SELECT COUNT(*) FROM {table}")
        facts[f"Rows of {table}"] = f"{env.cr.fetchone()[0]:,}"
    facts |= timing.machine(env.cr)
    results = []
    for part in wanted or PARTS:
        env = _with_addon(env, part)
        for result in PARTS[part](env, repeats):
            results.append(result)
            ratio = "" if result.ratio is None else f"  ratio {result.ratio:.3g}"
            say(f"{result.number:3} {result.work}: {result.ours:.4g} {result.unit}{ratio}")
    if wanted:
        return
    results.sort(key=lambda result: not result.number)
    timing.write_table(REPOSITORY / "tests/benchmarks/results.md", results, facts)
    say("written to tests/benchmarks/results.md")


if __name__ == "__main__":
    main(globals()["env"])
