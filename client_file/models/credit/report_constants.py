"""The words that reports, facts and templates share."""

# The seed's twelve sections, the summary before and the patterns and sources after them.
SECTIONS = [
    ("00", "Summary"),
    ("01", "Company profile"),
    ("02", "Shareholders and management"),
    ("03", "Financial condition"),
    ("04", "Bank credit"),
    ("05", "Payment record"),
    ("06", "Operations"),
    ("07", "Site visits"),
    ("08", "Affiliates and related-party deals"),
    ("09", "Public records"),
    ("10", "Media and comments"),
    ("11", "Overall appraisal"),
    ("12", "Credit advice"),
    ("13", "Classification, trend, pattern and preference"),
    ("14", "Sources and limits"),
]
GRADES = [("basic", "Basic report"), ("standard", "Standard report"), ("deep", "Deep report")]
GRADE_ORDER = ("basic", "standard", "deep")
VALUE_TYPES = [
    ("char", "Short text"),
    ("text", "Text"),
    ("number", "Number"),
    ("monetary", "Amount"),
    ("percent", "Share"),
    ("date", "Date"),
    ("selection", "Choice"),
    ("boolean", "Yes or no"),
]
ORIGINS = [
    ("ledger", "Our ledger"),
    ("file", "Client file"),
    ("statement", "Financial statements"),
    ("score", "Score"),
    ("limit", "Credit account"),
    ("manual", "Investigator"),
]
THRESHOLDS = [
    ("ratio", "Change of 20 %"),
    ("amount", "Change of 25 %"),
    ("class", "Change of one class"),
    ("any", "Any change"),
    ("none", "Never"),
]
RELIABILITIES = [
    ("A", "A – fully reliable"),
    ("B", "B – usually reliable"),
    ("C", "C – fairly reliable"),
    ("D", "D – seldom reliable"),
    ("E", "E – unknown"),
]
KINDS = [
    ("change", "Registered change or former name"),
    ("premises", "Premises"),
    ("shareholder", "Shareholder"),
    ("manager", "Director or manager"),
    ("bank", "Bank"),
    ("facility", "Bank facility"),
    ("trade_reference", "Trade reference"),
    ("supplier", "Main supplier"),
    ("customer", "Main customer"),
    ("visit", "Site visit"),
    ("checklist", "Answer of the checklist"),
    ("relation", "Affiliate"),
    ("deal", "Related-party deal"),
    ("guarantee", "Guarantee"),
    ("public_record", "Public record"),
    ("media", "Media report"),
]
KIND_SECTIONS = {
    "change": "01",
    "premises": "01",
    "shareholder": "02",
    "manager": "02",
    "bank": "04",
    "facility": "04",
    "trade_reference": "05",
    "supplier": "06",
    "customer": "06",
    "visit": "07",
    "checklist": "07",
    "relation": "08",
    "deal": "08",
    "guarantee": "08",
    "public_record": "09",
    "media": "10",
}
# From which grade on a report shows the facts of a kind.
KIND_GRADES = {
    "change": "standard",
    "premises": "standard",
    "shareholder": "basic",
    "manager": "standard",
    "bank": "standard",
    "facility": "deep",
    "trade_reference": "standard",
    "supplier": "standard",
    "customer": "standard",
    "visit": "standard",
    "checklist": "deep",
    "relation": "standard",
    "deal": "deep",
    "guarantee": "deep",
    "public_record": "basic",
    "media": "standard",
}
# Kinds of public records a Chinese credit check looks at.
RECORD_TYPES = [
    ("court", "Court case"),
    ("enforcement", "Enforcement"),
    ("dishonest", "Dishonest judgment debtor"),
    ("restricted", "Consumption restricted"),
    ("abnormal", "Abnormal operation"),
    ("illegal", "Serious violation of law"),
    ("penalty", "Administrative penalty"),
    ("tax_arrears", "Tax arrears"),
    ("tax_rating", "Tax credit rating"),
    ("frozen", "Equity frozen"),
    ("pledge", "Equity pledged"),
    ("mortgage", "Chattel mortgage"),
    ("revoked", "Licence revoked"),
    ("bankruptcy", "Bankruptcy"),
    ("licence", "Administrative licence"),
    ("honour", "Honour or certificate"),
    ("other", "Other record"),
]
# Records that speak for the client or for nothing: they are not counted against it.
HARMLESS_RECORDS = ("tax_rating", "licence", "honour")
REGISTRATION_STATUSES = [
    ("active", "In business"),
    ("moved_in", "Moved in"),
    ("moved_out", "Moved out"),
    ("suspended", "Suspended"),
    ("revoked", "Licence revoked"),
    ("deregistered", "Deregistered"),
    ("liquidation", "In liquidation"),
]
# Columns printed for each kind of fact: fields of `client.credit.fact`.
FACT_COLUMNS = {
    "change": ("date", "name", "detail"),
    "premises": ("name", "detail", "amount", "date"),
    "shareholder": ("name", "share", "amount", "date", "detail"),
    "manager": ("name", "rating", "date", "detail"),
    "bank": ("name", "detail", "date"),
    "facility": ("name", "amount", "date", "date_end", "detail"),
    "trade_reference": ("name", "detail", "amount", "rating", "date"),
    "supplier": ("name", "share", "amount", "detail"),
    "customer": ("name", "share", "amount", "detail"),
    "visit": ("date", "name", "detail"),
    "checklist": ("name", "rating", "detail"),
    "relation": ("name", "rating", "share", "date", "detail"),
    "deal": ("name", "detail", "amount", "share", "date"),
    "guarantee": ("name", "amount", "date", "date_end", "detail"),
    "public_record": ("date", "record_type", "authority", "name", "amount", "status"),
    "media": ("date", "authority", "name", "tone", "detail"),
}
INVESTIGATOR_GROUP = "client_file.client_file_group_investigator"
CREDIT_GROUP = "client_file.client_file_group_credit"
MANAGER_GROUP = "client_file.client_file_group_manager"
