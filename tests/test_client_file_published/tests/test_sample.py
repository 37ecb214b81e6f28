import datetime
import random
from collections import defaultdict
from decimal import Decimal

from odoo.tests import TransactionCase, freeze_time, tagged

from . import oracle
from .common import cdnow, load_module, published_data, read_rows
from .trade_changes import TradeChanges

MEASURED = (
    "first_on",
    "last_on",
    "purchase_days",
    "purchase_days_12m",
    "median_gap",
    "sales_total",
    "sales_12m",
    "sales_avg",
    "time_class",
    "trade_class",
)
PLACED = ("rank", "share_before", "share_12m", "position", "credit_class", "outside_since")
# The data hold 18 months, so nobody has the 2 years of a main client by the usual thresholds.
YOUNG = {"core_min_years": 1, "core_budget": 1000}


# Everything a refresh and a rebuild write, without ids.
WRITTEN = {
    "client_file_metric": None,
    "client_file": (
        "id time_class trade_class nature position credit_class watched nature_confirmed "
        "sales_12m first_trade_on last_trade_on classified_on completeness missing_count attention"
    ),
    "client_file_classification": (
        "file_id date_from date_to time_class trade_class nature position credit_class watched "
        "rule_version sales_avg sales_12m share_before years rank"
    ),
}


def plain(value):
    """As Odoo's cursor gives it: every number with decimals is a float."""
    return float(value) if isinstance(value, Decimal) else value


class SampleCase(TransactionCase):
    """The CDNOW sample, loaded through the ORM: 2,357 clients and 6,919 posted invoices."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.ref("base.main_company").resource_calendar_id.tz = "UTC"
        with published_data():
            purchases = cdnow.read_purchases("CDNOW_sample.txt")
            cls.partners = load_module("load_cdnow").load(cls.env)
        cls.ids = {number: partner.id for number, partner in cls.partners.items()}
        cls.purchases = defaultdict(list)
        for purchase in purchases:
            cls.purchases[purchase.customer].append((purchase.date, purchase.dollars))
        cls.Metric = cls.env["client.file.metric"]
        cls.rule = cls.env["client.classification.rule"]._get_rule()
        cls.env.flush_all()

    def start_anew(self, **thresholds):
        """Thresholds for the test, and no clients and no history but the sample's."""
        self.rule.write(thresholds)
        self.env.flush_all()
        self.env.cr.execute("DELETE FROM client_file_metric")
        self.Metric.invalidate_model()

    def judge(self, today, before=()):
        """What the oracle says: (figures, places) by client."""
        figures = {
            client: oracle.measure(purchases, self.rule, today)
            for client, purchases in self.purchases.items()
        }
        return figures, oracle.place(figures, self.rule, today, self.ids, before)

    def rebuild(self, today):
        """Rows of the clients, after a rebuild: dict of client to dict of columns."""
        self.Metric._rebuild(as_of=today)
        columns = ("id", "partner_id", *MEASURED, "position", "credit_class", "outside_since")
        self.env.cr.execute(
            f"SELECT {', '.join(columns)} FROM client_file_metric WHERE company_id IS NULL"
        )
        found = [dict(zip(columns, row, strict=True)) for row in self.env.cr.fetchall()]
        places = self.read_places(None, [row["id"] for row in found])
        rows = {row["partner_id"]: {**row, **places[row["id"]]} for row in found}
        return {client: rows[partner_id] for client, partner_id in self.ids.items()}

    def read_places(self, company_id, metric_ids):
        """What is read of the ranking and not stored: dict of row id to dict of columns."""
        self.env.cr.execute(self.Metric._place_sql(company_id, metric_ids))
        names = [column.name for column in self.env.cr.description]
        return {row[0]: dict(zip(names, row, strict=True)) for row in self.env.cr.fetchall()}

    def assert_agree(self, rows, figures, places):
        """Compare every client in every column, and name the clients that differ."""
        for column in (*MEASURED, *PLACED):
            expected = figures if column in MEASURED else places
            wrong = [
                f"{client}: {row[column]} instead of {wanted}"
                for client, row in rows.items()
                if row[column] != (wanted := plain(getattr(expected[client], column)))
            ]
            with self.subTest(column=column):
                self.assertFalse(
                    wrong, f"{len(wrong)} of {len(rows)} clients, among them {wrong[:5]}"
                )


@tagged("post_install", "-at_install", "client_file", "client_file_published")
class TestSample(SampleCase):
    def test_the_data_are_all_there(self):
        moves = self.env["account.move"].search(
            [("partner_id", "in", list(self.ids.values())), ("move_type", "=", "out_invoice")]
        )
        self.assertEqual(len(moves), 6919)
        self.assertEqual(set(moves.mapped("state")), {"posted"})
        self.assertEqual(sum(Decimal(str(m.amount_total)) for m in moves), Decimal("244091.94"))
        self.assertEqual(moves.mapped("amount_residual"), [0] * 6919)

    def test_default_thresholds(self):
        self.start_anew()
        rows = self.rebuild(cdnow.LAST_DAY)
        self.assert_agree(rows, *self.judge(cdnow.LAST_DAY))
        self.assertNotIn("core", {row["position"] for row in rows.values()})

    def test_thresholds_for_young_clients(self):
        self.start_anew(**YOUNG)
        figures, places = self.judge(cdnow.LAST_DAY)
        self.assert_agree(self.rebuild(cdnow.LAST_DAY), figures, places)
        self.assertGreater(sum(place.position == "core" for place in places.values()), 700)

    def test_thresholds_that_cut_through_the_clients(self):
        """Each of the rules decides for some clients: age, key share, budget, spread."""
        for thresholds in (
            {"core_min_years": 1.4, "core_budget": 1000},
            {"core_min_years": 1.4, "core_budget": 300, "key_share": 0.001},
            {"core_min_years": 1.25, "core_budget": 500, "spread_share": 0.3},
            {"core_min_years": 1, "core_share": 0.7, "core_leave_share": 0.7, "new_months": 17},
            {"sporadic_days": 4, "sporadic_tail_share": 0.99, "ongoing_days": 30},
        ):
            with self.subTest(**thresholds), self.env.cr.savepoint() as savepoint:
                self.start_anew(**thresholds)
                rows = self.rebuild(cdnow.LAST_DAY)
                self.assert_agree(rows, *self.judge(cdnow.LAST_DAY))
                savepoint.rollback()
                self.env.invalidate_all(flush=False)

    def test_main_clients_leave_late(self):
        """Judged every quarter, with what the judgement before said."""
        self.start_anew(core_min_years=0.5, core_budget=1000, core_share=0.6, core_leave_share=0.62)
        places, held = {}, 0
        for today in (
            datetime.date(1997, 12, 31),
            datetime.date(1998, 3, 31),
            datetime.date(1998, 6, 30),
            datetime.date(1998, 9, 30),
            datetime.date(1998, 12, 31),
            datetime.date(1999, 3, 31),
            datetime.date(1999, 10, 1),
        ):
            figures, places = self.judge(today, places)
            with self.subTest(today=today):
                self.assert_agree(self.rebuild(today), figures, places)
            held += sum(place.outside_since is not None for place in places.values())
        self.assertGreater(held, 0, "no client was held by the rule, so it was not tested")

    def test_sensitivity_and_concentration(self):
        self.start_anew(core_min_years=1.4)
        figures, places = self.judge(cdnow.LAST_DAY)
        self.rebuild(cdnow.LAST_DAY)
        for row in self.Metric._get_sensitivity():
            with self.subTest(share=row["share"]):
                found = (row["clients"], row["client_share"], row["main"], row["smallest"])
                self.assertEqual(found, oracle.sensitivity(figures, places, row["share"], 1.4))
        for basis in ("sales_avg", "sales_12m", "sales_total"):
            amounts = [getattr(own, basis) for own in figures.values()]
            found = self.Metric._get_concentration(basis)
            with self.subTest(basis=basis):
                self.assertEqual(found["clients"], len(amounts))
                self.assertAlmostEqual(found["sales"], float(sum(amounts)), 2)
                shares = (found["top_tenth"], found["top_fifth"], found["gini"])
                for one, other in zip(shares, oracle.concentration(amounts), strict=True):
                    self.assertAlmostEqual(one, other, 9)

    def test_the_files_carry_the_classes(self):
        self.start_anew(**YOUNG)
        figures, places = self.judge(cdnow.LAST_DAY)
        self.Metric._rebuild(as_of=cdnow.LAST_DAY)
        files = self.env["client.file"].search([("partner_id", "in", list(self.ids.values()))])
        by_partner = {file.partner_id.id: file for file in files}
        for client, partner_id in self.ids.items():
            file = by_partner[partner_id]
            self.assertEqual(
                (file.time_class, file.trade_class, file.nature, file.position),
                (
                    figures[client].time_class,
                    figures[client].trade_class,
                    "individual",
                    places[client].position,
                ),
            )

    def test_a_rebuild_leaves_no_row_of_another_day(self):
        self.Metric._rebuild(as_of=datetime.date(1998, 3, 31))
        self.Metric._rebuild(as_of=cdnow.LAST_DAY)
        self.env.cr.execute("SELECT DISTINCT as_of FROM client_file_standing")
        self.assertEqual(self.env.cr.fetchall(), [(cdnow.LAST_DAY,)])
        after = self.read_metrics()
        self.start_anew()
        self.Metric._rebuild(as_of=cdnow.LAST_DAY)
        self.assertEqual(self.read_metrics(), after)
        # Before the first purchase nobody has a rank, with or without a file.
        self.Metric._rebuild(as_of=datetime.date(1996, 12, 31))
        metrics = self.Metric.search([("company_id", "=", False)])
        self.assertEqual(set(metrics.mapped("rank")), {0})

    def read_metrics(self):
        names = [name for name, field in self.Metric._fields.items() if field.store]
        return read_rows(
            self.env.cr, [name for name in names if name != "id"], "client_file_metric"
        )

    def read_all_written(self):
        """Sorted rows of every table that the classification writes, by table."""
        self.env.flush_all()
        columns = {table: names and names.split() for table, names in WRITTEN.items()}
        columns["client_file_metric"] = [
            name for name, field in self.Metric._fields.items() if field.store and name != "id"
        ]
        columns["client_file_standing"] = [
            name
            for name, field in self.env["client.file.standing"]._fields.items()
            if field.store and name != "id"
        ]
        rows = {table: read_rows(self.env.cr, columns[table], table) for table in columns}
        # What is read through the milestones, which a refresh shifts and a rebuild sets.
        for company, metrics in self.Metric.search([]).grouped("company_id").items():
            owners = {metric.id: metric.partner_id.id for metric in metrics}
            places = self.read_places(company.id or None, metrics.ids)
            rows[f"places of {company.id}"] = sorted(
                (owners[row["id"]], *list(row.values())[1:]) for row in places.values()
            )
        return rows

    @freeze_time("1998-07-01 10:00:00")
    def test_refresh_of_some_agrees_with_rebuild_of_all(self):
        """From the same state, after the same changes of some 150 clients and without files too."""
        self.start_anew(**YOUNG, own_equity=50_000)
        partners = list(self.partners.values())
        draw = random.Random(1998)
        self.env["client.file"].search(
            [("partner_id", "in", [partner.id for partner in draw.sample(partners, 1000)])]
        ).unlink()
        self.Metric._rebuild()
        TradeChanges(self.env, partners, draw).make_all(repeats=12)
        self.env.cr.flush()
        self.env.cr.execute("SELECT COUNT(DISTINCT partner_id) FROM client_file_dirty")
        self.assertGreater(self.env.cr.fetchone()[0], 100)
        with self.env.cr.savepoint() as savepoint:
            self.Metric._rebuild()
            rebuilt = self.read_all_written()
            savepoint.rollback()
            self.env.invalidate_all(flush=False)
        self.Metric._cron_refresh()
        refreshed = self.read_all_written()
        self.assertEqual(rebuilt.keys(), refreshed.keys())
        for table in rebuilt:
            only = [
                [row for row in one[table] if row not in set(other[table])][:3]
                for one, other in ((rebuilt, refreshed), (refreshed, rebuilt))
            ]
            with self.subTest(table=table):
                self.assertEqual(only[0], only[1], "first rows of the rebuild, of the refresh")
                self.assertEqual(len(rebuilt[table]), len(refreshed[table]))
