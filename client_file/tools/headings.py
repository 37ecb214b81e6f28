"""Which column of a client list is which field, by its Chinese or English heading."""

import re
import unicodedata

# Field of an import row -> headings people use for it. The first one of each language heads
# the downloadable template.
SYNONYMS = {
    "name": (
        "客户名称",
        "Client",
        "客户",
        "公司名称",
        "单位名称",
        "企业名称",
        "名称",
        "姓名",
        "客户全称",
        "公司",
        "Client name",
        "Customer",
        "Customer name",
        "Company",
        "Company name",
        "Name",
    ),
    "code": (
        "统一社会信用代码",
        "Social credit code",
        "信用代码",
        "社会信用代码",
        "税号",
        "纳税人识别号",
        "营业执照号",
        "Unified social credit code",
        "USCC",
        "Tax ID",
        "VAT",
        "Registration number",
        "Company registry",
    ),
    "identity_number": (
        "身份证号",
        "Identity number",
        "身份证",
        "身份证号码",
        "证件号码",
        "ID number",
        "ID card",
    ),
    "legal_representative": (
        "法定代表人",
        "Legal representative",
        "法人",
        "法人代表",
        "Representative",
    ),
    "established_on": (
        "成立日期",
        "Established on",
        "成立时间",
        "注册日期",
        "Established",
        "Founded",
        "Date of establishment",
    ),
    "registered_capital": (
        "注册资本",
        "Registered capital",
        "注册资金",
        "注册资本(元)",
        "Capital",
    ),
    "employee_count": (
        "员工人数",
        "Employees",
        "人数",
        "职工人数",
        "Number of employees",
        "Headcount",
    ),
    "street": (
        "地址",
        "Address",
        "注册地址",
        "详细地址",
        "通讯地址",
        "Street",
        "Registered address",
    ),
    "city": ("城市", "City", "所在城市", "市"),
    "phone": (
        "电话",
        "Phone",
        "联系电话",
        "手机",
        "手机号",
        "固定电话",
        "Telephone",
        "Mobile",
        "Tel",
    ),
    "email": ("邮箱", "Email", "电子邮箱", "电子邮件", "E-mail", "Mail"),
    "industry": ("行业", "Industry", "所属行业", "行业类别", "Sector"),
    "salesperson": (
        "业务员",
        "Account manager",
        "客户经理",
        "销售员",
        "负责人",
        "Salesperson",
        "Sales rep",
    ),
    "licence_until": (
        "营业执照有效期至",
        "Licence valid until",
        "执照有效期",
        "有效期至",
        "营业期限至",
        "Licence expiry",
        "Valid until",
    ),
    "note": ("备注", "Note", "说明", "Notes", "Remark", "Remarks", "Comment"),
}


def normalise_heading(text):
    """Heading without case, width, spaces, punctuation and required-marks.

    >>> normalise_heading(" 客户 名称 * "), normalise_heading("Client_Name:")
    ('客户名称', 'clientname')
    """
    text = unicodedata.normalize("NFKC", str(text or "")).lower()
    return re.sub(r"[^\w一-鿿]|_", "", text)


_FIELD_OF = {
    normalise_heading(heading): field
    for field, headings in SYNONYMS.items()
    for heading in headings
}


def map_headings(row):
    """Column index of each recognised field; the first column wins when two mean the same.

    >>> map_headings(["序号", "客户名称", "USCC", "电话", "手机"])
    {'name': 1, 'code': 2, 'phone': 3}
    """
    columns = {}
    for index, cell in enumerate(row):
        field = _FIELD_OF.get(normalise_heading(cell))
        if field and field not in columns:
            columns[field] = index
    return columns


def find_heading_row(rows, limit=15):
    """Index of the row that looks most like headings and their columns.

    Real lists begin with titles, dates and empty rows; at least the name must be recognised.

    >>> find_heading_row([["2024年客户一览表"], [], ["客户名称", "电话"], ["甲", "1"]])
    (2, {'name': 0, 'phone': 1})
    >>> find_heading_row([["甲", "1"]])
    (None, {})
    """
    best, best_columns = None, {}
    for index, row in enumerate(rows[:limit]):
        columns = map_headings(row)
        if "name" in columns and len(columns) > len(best_columns):
            best, best_columns = index, columns
    return best, best_columns
