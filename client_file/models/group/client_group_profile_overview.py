from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools.industries import parse_industry

INDUSTRY_SECTIONS = [
    ("A", "Agriculture, forestry, animal husbandry and fishery"),
    ("B", "Mining"),
    ("C", "Manufacturing"),
    ("D", "Electricity, heat, gas and water"),
    ("E", "Construction"),
    ("F", "Wholesale and retail trade"),
    ("G", "Transport, storage and post"),
    ("H", "Hotels and catering"),
    ("I", "Information transmission, software and IT services"),
    ("J", "Financial industry"),
    ("K", "Real estate"),
    ("L", "Leasing and business services"),
    ("M", "Scientific research and technical services"),
    ("N", "Water, environment and public facilities"),
    ("O", "Resident services and repair"),
    ("P", "Education"),
    ("Q", "Health and social work"),
    ("R", "Culture, sports and entertainment"),
    ("S", "Public administration and social organisations"),
    ("T", "International organisations"),
]
# Legal form of the verified file -> ownership to begin with.
OWNERSHIP_OF_FORM = {
    "state": "state",
    "foreign": "foreign",
    "organ": "organ",
    "institution": "institution",
    "partnership": "private",
    "sole": "private",
    "self_employed": "private",
}


class ClientGroupProfile(models.Model):
    """Section 1, background of the client, and what section 2 says in words."""

    _inherit = "client.group.profile"

    established_on = fields.Date(related="file_id.established_on", related_sudo=False)
    ownership = fields.Selection(
        [
            ("state", "State-owned"),
            ("foreign", "Foreign-invested"),
            ("joint", "Sino-foreign joint venture"),
            ("private", "Private"),
            ("organ", "Government organ (ownership)"),
            ("institution", "Public institution (ownership)"),
            ("other", "Other ownership"),
        ],
        string="Ownership type",
        compute="_compute_ownership",
        store=True,
        readonly=False,
        index=True,
        help="Begins as the legal form of the client file says.",
    )
    headcount_ids = fields.One2many("client.group.headcount", "profile_id", string="Head counts")
    headcount = fields.Integer(compute="_compute_headcount", string="Head count")
    headcount_change = fields.Float(
        compute="_compute_headcount",
        string="Change within a year",
        help="Newest head count against the newest one that is a year older or more.",
    )
    scope_ids = fields.One2many("client.group.scope", "profile_id", string="Scope of business")
    scope_text = fields.Text(compute="_compute_scope", string="Scope as last told")
    peer_rank = fields.Char(string="Standing among peers", help="For example: 3rd in the province.")
    market_share = fields.Float(string="Market share", digits=(8, 4), help="0 to 1.")
    peer_note = fields.Text(string="About its peers")
    peer_ids = fields.One2many("client.group.peer", "profile_id", string="Rivals of the client")
    industry_code = fields.Char(
        string="Industry code", help="GB/T 4754-2017, two to four digits: 3511, C3511 or C35."
    )
    industry_section = fields.Selection(
        INDUSTRY_SECTIONS,
        compute="_compute_industry_section",
        store=True,
        string="Industry section",
    )
    industry_features = fields.Text(string="What marks the industry")
    informatisation = fields.Selection(
        [
            ("1", "1 Paper"),
            ("2", "2 Single programs"),
            ("3", "3 Systems for single departments"),
            ("4", "4 Joined systems"),
            ("5", "5 Digital throughout"),
        ],
        string="Use of IT",
        help="信息化程度, 1 to 5.",
    )
    social_standing = fields.Char(string="Standing in society")
    income_band = fields.Selection(
        [
            ("1", "Well below the local average"),
            ("2", "Below the local average"),
            ("3", "About the local average"),
            ("4", "Above the local average"),
            ("5", "Well above the local average"),
        ],
        string="Income of employees",
    )
    relation_note = fields.Text(
        string="Our relations",
        help="What visits do not tell: chief visits and fellowship events before this system.",
    )
    service_ids = fields.One2many("client.group.service.line", "profile_id", string="Services")
    demand_ids = fields.One2many("client.group.demand", "profile_id", string="Individual wishes")

    _share_range = models.Constraint(
        "CHECK(COALESCE(market_share, 0) >= 0 AND COALESCE(market_share, 0) <= 1)",
        "A market share lies between 0 and 100 %.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._clean_industry(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._clean_industry(vals))

    @api.model
    def _clean_industry(self, vals):
        if not vals.get("industry_code"):
            return vals
        found = parse_industry(vals["industry_code"])
        if not found:
            raise ValidationError(
                self.env._(
                    '"%(code)s" is no industry code of GB/T 4754: two to four digits, with or '
                    "without the letter of their section.",
                    code=vals["industry_code"],
                )
            )
        return {**vals, "industry_code": found[1]}

    @api.depends("file_id")
    def _compute_ownership(self):
        """Once, when the profile begins: later the two may differ."""
        for profile in self:
            profile.ownership = OWNERSHIP_OF_FORM.get(profile.file_id.legal_form, profile.ownership)

    @api.depends("industry_code")
    def _compute_industry_section(self):
        for profile in self:
            found = parse_industry(profile.industry_code)
            profile.industry_section = found[0] if found else False

    @api.depends("headcount_ids.number", "headcount_ids.date")
    def _compute_headcount(self):
        for profile in self:
            counts = profile.headcount_ids.sorted(lambda row: (row.date, row.id), reverse=True)
            newest = counts[:1]
            profile.headcount = newest.number
            year_ago = newest and fields.Date.subtract(newest.date, years=1)
            before = counts.filtered(lambda row, day=year_ago: row.date <= day)[:1]
            profile.headcount_change = newest.number / before.number - 1 if before.number else False

    @api.depends("scope_ids.text")
    def _compute_scope(self):
        for profile in self:
            versions = profile.scope_ids.sorted(lambda row: (row.date, row.id))
            profile.scope_text = versions[-1:].text
