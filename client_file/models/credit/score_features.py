"""The figures a scorecard reads, collected for many files at once.

Each collector returns {file id: {feature: (value or None, evidence)}}; evidence is a dict that
the score keeps: `text` with figures, and `model` and `ids` of the rows behind it.
"""

from dateutil.relativedelta import relativedelta
from odoo.tools import SQL, float_round

from ...tools.analysis import trend
from ...tools.dates import company_today

TRENDS = {"rising": 1, "flat": 0, "falling": -1}
ZONES = {"safe": 2, "grey": 1, "distress": 0}
# Public records by how much they speak against a client (`client.credit.fact`).
SEVERE = {
    "dishonest",
    "restricted",
    "enforcement",
    "illegal",
    "revoked",
    "bankruptcy",
    "tax_arrears",
    "frozen",
}
KNOCK_OUTS = {"dishonest": "dishonest", "revoked": "revoked", "bankruptcy": "revoked"}
GONE = ("revoked", "deregistered")


def collect(files):
    """All features of these files: {file id: {feature: (value, evidence)}}."""
    result = {file.id: {} for file in files}
    for collector in (_ledger, _relationship, _trend, _limit, _facts, _finance):
        for file_id, features in collector(files).items():
            result[file_id].update(features)
    for file in files:
        result[file.id]["completeness"] = (
            file.completeness * 100,
            {"text": {"share": file.completeness}, "model": "client.file", "ids": file.ids},
        )
    return result


def _ledger(files):
    metrics = files.env["client.credit.metric"]._get_for(files.partner_id)
    silent = _find_without_items_of_the_year(metrics)
    result = {}
    for file in files:
        row = metrics.get(file.partner_id.id)
        if not row:
            continue
        evidence = {
            "text": {
                "items": row.items,
                "open": row.open_amount,
                "overdue": row.overdue,
                "days": row.oldest_days,
            },
            "model": row._name,
            "ids": row.ids,
        }
        share = 100 * row.overdue / row.open_amount if row.open_amount else 0
        result[file.id] = {
            "payment_index": (row.payment_index if row.has_index else None, evidence),
            "in_terms": (None if row.id in silent else row.in_terms_share * 100, evidence),
            "overdue_share": (float_round(share, 4), evidence),
            "oldest_days": (row.oldest_days, evidence),
            "active_months": (row.active_months, evidence),
        }
    return result


def _find_without_items_of_the_year(metrics):
    """Ids of the rows without a payment due or made in 12 months: the ORM reads NULL as 0."""
    ids = [row.id for row in metrics.values()]
    if not ids:
        return set()
    cr = next(iter(metrics.values())).env.cr
    cr.execute(
        SQL(
            "SELECT id FROM client_credit_metric WHERE in_terms_share IS NULL AND id = ANY(%s)", ids
        )
    )
    return {row[0] for row in cr.fetchall()}


def _relationship(files):
    rows = files.env["client.file.metric"].search(
        [("partner_id", "in", files.partner_id.ids), ("company_id", "=", False)]
    )
    years = {row.partner_id.id: row for row in rows if row.first_on}
    return {
        file.id: {
            "years": (
                years[file.partner_id.id].years,
                {"text": {"first": str(years[file.partner_id.id].first_on)}},
            )
        }
        for file in files
        if file.partner_id.id in years
    }


def _trend(files):
    months = files.env["client.credit.metric"]._get_months(files.partner_id.ids)
    result = {}
    for file in files:
        # The running month is not over yet.
        sales = [month["sales"] for month in months.get(file.partner_id.id, ())][:-1]
        while sales and not sales[0]:
            sales.pop(0)
        found = trend.judge(sales)
        if found.verdict in TRENDS:
            result[file.id] = {
                "sales_trend": (
                    TRENDS[found.verdict],
                    {"text": {"slope": found.slope, "months": found.months}},
                )
            }
    return result


def _limit(files):
    accounts = files.env["client.credit.account"]
    found = accounts._find_for(files.partner_id)
    metrics = files.env["client.credit.metric"]._get_for(files.partner_id)
    result = {}
    for file in files:
        account = accounts.browse(found.get(file.partner_id.id))
        row = metrics.get(file.partner_id.id)
        if account and row and account.state == "limited" and account.amount:
            result[file.id] = {
                "utilisation": (
                    100 * row.highest_exposure / account.amount,
                    {"text": {"peak": row.highest_exposure, "limit": account.amount}},
                )
            }
    return result


def _facts(files):
    """Public records, site visits and ratings from the facts on file."""
    since = company_today(files.env) - relativedelta(months=12)
    facts = files.env["client.credit.fact"].search(
        [
            ("file_id", "in", files.ids),
            ("kind", "in", ("public_record", "visit", "checklist")),
        ],
        order="date desc, id desc",
    )
    result = {}
    for file, rows in facts.grouped("file_id").items():
        features = {}
        records = rows.filtered(lambda row: row.kind == "public_record")
        # Registers that nobody looked into for a year are missing data, not a clean slate.
        if any(row.date and row.date >= since for row in records):
            features["public_records"] = (
                _grade_records(records),
                {"text": {"records": len(records)}, "model": facts._name, "ids": records.ids},
            )
        for feature, found in (
            ("visit", rows.filtered(lambda row: row.kind == "visit")),
            ("management", rows.filtered(lambda row: row.kind == "checklist")),
        ):
            ratings = [rating for row in found if (rating := _read_rating(row.rating))]
            if ratings:
                features[feature] = (
                    ratings[0] if feature == "visit" else sum(ratings) / len(ratings),
                    {"text": {"ratings": len(ratings)}, "model": facts._name, "ids": found.ids},
                )
        result[file.id] = features
    return result


def _read_rating(text):
    """A rating from 1 to 10 as an investigator typed it ("7", "7/10"), else None."""
    digits = (text or "").split("/")[0].strip()
    return float(digits) if digits.isdigit() and 1 <= int(digits) <= 10 else None


def _grade_records(records):
    """3 clean, 2 minor penalty, 1 abnormal operation, 0 severe; settled ones weigh less."""
    standing = {row.record_type for row in records if row.status == "open"}
    if standing & SEVERE:
        return 0
    if "abnormal" in standing:
        return 1
    return 2 if standing & {"penalty", "court", "pledge", "mortgage"} else 3


def _finance(files):
    result = {}
    for file_id, finance in files._get_finances().items():
        evidence = {"text": {"as_of": str(finance["as_of"]), "months": finance["months_old"]}}
        # Statements older than a year and a half say nothing about today.
        fresh = finance["months_old"] <= 18
        debt = finance["debt_ratio"]
        values = {
            "z_zone": ZONES.get(finance["zone"]),
            "liquidity": finance["current"],
            "leverage": None if debt is None else 100 * debt,
            "water": finance["water"],
        }
        result[file_id] = {
            name: (value if fresh else None, evidence) for name, value in values.items()
        }
    return result


def find_knock_outs(files, features, policy):
    """{file id: code} of what ends all credit: public records or long overdue amounts."""
    records = files.env["client.credit.fact"].search(
        [
            ("file_id", "in", files.ids),
            ("kind", "=", "public_record"),
            ("status", "=", "open"),
            ("record_type", "in", list(KNOCK_OUTS)),
        ]
    )
    result = {row.file_id.id: KNOCK_OUTS[row.record_type] for row in records}
    metrics = files.env["client.credit.metric"]._get_for(files.partner_id)
    for file in files:
        row = metrics.get(file.partner_id.id)
        if row and row.overdue_over_90 > policy.knock_out_amount:
            result.setdefault(file.id, "overdue")
    return result
