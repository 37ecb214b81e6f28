"""The canonical lines of a statement as data, and the identities between them.

Lines follow the formats of 《关于修订印发2019年度一般企业财务报表格式的通知》(财会〔2019〕6号) for
enterprises under 企业会计准则; older and English names are aliases in `aliases`.
"""

from typing import NamedTuple

BALANCE, INCOME, CASH, MEMO = "balance", "income", "cash", "memo"

# sheet | code | English | Chinese; a code with * is a total of others.
_TABLE = """
balance|cash|Cash and bank|货币资金
balance|trading_assets|Trading financial assets|交易性金融资产
balance|notes_receivable|Notes receivable|应收票据
balance|receivables|Accounts receivable|应收账款
balance|receivables_financing|Receivables held for financing|应收款项融资
balance|prepayments|Prepayments|预付款项
balance|other_receivables|Other receivables|其他应收款
balance|inventories|Inventories|存货
balance|contract_assets|Contract assets|合同资产
balance|other_current_assets|Other current assets|其他流动资产
balance|current_assets*|Total current assets|流动资产合计
balance|long_investments|Long-term investments|长期股权投资
balance|investment_property|Investment property|投资性房地产
balance|fixed_assets|Fixed assets|固定资产
balance|construction|Construction in progress|在建工程
balance|right_of_use|Right-of-use assets|使用权资产
balance|intangibles|Intangible assets|无形资产
balance|development|Development expenditure|开发支出
balance|goodwill|Goodwill|商誉
balance|deferred_charges|Long-term deferred expenses|长期待摊费用
balance|deferred_tax_assets|Deferred tax assets|递延所得税资产
balance|other_noncurrent_assets|Other non-current assets|其他非流动资产
balance|noncurrent_assets*|Total non-current assets|非流动资产合计
balance|total_assets*|Total assets|资产总计
balance|short_loans|Short-term borrowings|短期借款
balance|notes_payable|Notes payable|应付票据
balance|payables|Accounts payable|应付账款
balance|advances|Advances from customers|预收款项
balance|contract_liabilities|Contract liabilities|合同负债
balance|payroll_payable|Payroll payable|应付职工薪酬
balance|taxes_payable|Taxes payable|应交税费
balance|other_payables|Other payables|其他应付款
balance|current_portion|Non-current liabilities due within a year|一年内到期的非流动负债
balance|other_current_liabilities|Other current liabilities|其他流动负债
balance|current_liabilities*|Total current liabilities|流动负债合计
balance|long_loans|Long-term borrowings|长期借款
balance|bonds|Bonds payable|应付债券
balance|lease_liabilities|Lease liabilities|租赁负债
balance|long_payables|Long-term payables|长期应付款
balance|provisions|Provisions|预计负债
balance|deferred_income|Deferred income|递延收益
balance|deferred_tax_liabilities|Deferred tax liabilities|递延所得税负债
balance|other_noncurrent_liabilities|Other non-current liabilities|其他非流动负债
balance|noncurrent_liabilities*|Total non-current liabilities|非流动负债合计
balance|total_liabilities*|Total liabilities|负债合计
balance|capital|Paid-in capital|实收资本
balance|other_equity|Other equity items|其他权益
balance|capital_reserve|Capital reserve|资本公积
balance|treasury_stock|Treasury stock (deducted)|库存股
balance|surplus_reserve|Surplus reserve|盈余公积
balance|retained|Undistributed profit|未分配利润
balance|minority_equity|Minority interests|少数股东权益
balance|equity*|Total equity|所有者权益合计
balance|liabilities_and_equity*|Total liabilities and equity|负债和所有者权益总计
income|sales|Operating revenue|营业收入
income|cogs|Operating cost|营业成本
income|business_taxes|Taxes and surcharges|税金及附加
income|selling|Selling expenses|销售费用
income|admin|Administrative expenses|管理费用
income|rnd|Research and development expenses|研发费用
income|finance_cost|Finance expenses|财务费用
income|interest_expense|Of which interest expense|利息费用
income|interest_income|Of which interest income|利息收入
income|other_income|Other income|其他收益
income|investment_income|Investment income|投资收益
income|fair_value|Fair value gains|公允价值变动收益
income|credit_impairment|Credit impairment losses|信用减值损失
income|asset_impairment|Asset impairment losses|资产减值损失
income|disposal|Gains on asset disposal|资产处置收益
income|operating_profit*|Operating profit|营业利润
income|nonoperating_income|Non-operating income|营业外收入
income|nonoperating_expense|Non-operating expenses|营业外支出
income|profit_before_tax*|Profit before tax|利润总额
income|tax|Income tax|所得税费用
income|net_profit*|Net profit|净利润
income|net_profit_parent|Net profit of the parent's owners|归属于母公司所有者的净利润
cash|cash_from_customers|Cash from sales|销售商品、提供劳务收到的现金
cash|tax_refunds|Tax refunds received|收到的税费返还
cash|other_operating_in|Other operating receipts|收到其他与经营活动有关的现金
cash|operating_in*|Operating cash receipts|经营活动现金流入小计
cash|cash_to_suppliers|Cash paid for goods and services|购买商品、接受劳务支付的现金
cash|cash_to_staff|Cash paid to and for employees|支付给职工以及为职工支付的现金
cash|taxes_paid|Taxes paid|支付的各项税费
cash|other_operating_out|Other operating payments|支付其他与经营活动有关的现金
cash|operating_out*|Operating cash payments|经营活动现金流出小计
cash|ocf*|Net cash from operating activities|经营活动产生的现金流量净额
cash|investing_in|Investing cash receipts|投资活动现金流入小计
cash|capex|Cash paid for fixed and other long-term assets|购建固定资产、无形资产和其他长期资产支付的现金
cash|investing_out|Investing cash payments|投资活动现金流出小计
cash|icf*|Net cash from investing activities|投资活动产生的现金流量净额
cash|financing_in|Financing cash receipts|筹资活动现金流入小计
cash|dividends_paid|Cash paid for dividends, profits or interest|分配股利、利润或偿付利息支付的现金
cash|financing_out|Financing cash payments|筹资活动现金流出小计
cash|fcf*|Net cash from financing activities|筹资活动产生的现金流量净额
cash|fx_effect|Effect of exchange rates on cash|汇率变动对现金及现金等价物的影响
cash|net_cash_change*|Net increase in cash|现金及现金等价物净增加额
cash|cash_begin|Cash at beginning of period|期初现金及现金等价物余额
cash|cash_end*|Cash at end of period|期末现金及现金等价物余额
cash|depreciation|Depreciation|固定资产折旧
cash|amortisation|Amortisation|无形资产摊销
memo|dividends|Dividends declared|对所有者的分配
memo|market_value|Market value of equity|股权市值
memo|employees|Employees stated|职工人数
memo|insured|Employees in social insurance|参保人数
memo|average_wage|Local average wage per year|当地年平均工资
"""  # noqa: E501 one line each


class Line(NamedTuple):
    sheet: str
    code: str
    total: bool
    english: str
    chinese: str


def _parse(table):
    for row in table.strip().splitlines():
        sheet, code, english, chinese = row.split("|")
        yield Line(sheet, code.rstrip("*"), code.endswith("*"), english, chinese)


LINES = tuple(_parse(_TABLE))
BY_CODE = {line.code: line for line in LINES}
# Counts and outside figures: the unit of the statement does not apply to them.
UNITLESS = frozenset({"employees", "insured", "average_wage"})

# total -> its signed parts. Lines a statement leaves out count as nil only where it then fits.
IDENTITIES = {
    "current_assets": "cash trading_assets notes_receivable receivables receivables_financing "
    "prepayments other_receivables inventories contract_assets other_current_assets",
    "noncurrent_assets": "long_investments investment_property fixed_assets construction "
    "right_of_use intangibles development goodwill deferred_charges deferred_tax_assets "
    "other_noncurrent_assets",
    "total_assets": "current_assets noncurrent_assets",
    "current_liabilities": "short_loans notes_payable payables advances contract_liabilities "
    "payroll_payable taxes_payable other_payables current_portion other_current_liabilities",
    "noncurrent_liabilities": "long_loans bonds lease_liabilities long_payables provisions "
    "deferred_income deferred_tax_liabilities other_noncurrent_liabilities",
    "total_liabilities": "current_liabilities noncurrent_liabilities",
    "equity": "capital other_equity capital_reserve -treasury_stock surplus_reserve retained "
    "minority_equity",
    "liabilities_and_equity": "total_liabilities equity",
    "operating_profit": "sales -cogs -business_taxes -selling -admin -rnd -finance_cost "
    "other_income investment_income fair_value credit_impairment asset_impairment disposal",
    "profit_before_tax": "operating_profit nonoperating_income -nonoperating_expense",
    "net_profit": "profit_before_tax -tax",
    "operating_in": "cash_from_customers tax_refunds other_operating_in",
    "operating_out": "cash_to_suppliers cash_to_staff taxes_paid other_operating_out",
    "ocf": "operating_in -operating_out",
    "icf": "investing_in -investing_out",
    "fcf": "financing_in -financing_out",
    "net_cash_change": "ocf icf fcf fx_effect",
    "cash_end": "cash_begin net_cash_change",
}
# Losses that old formats print positive and the 2019 ones negative.
EITHER_SIGN = frozenset({"credit_impairment", "asset_impairment"})


def parts_of(total):
    """Signed parts of a total.

    >>> parts_of("net_profit")
    ((1, 'profit_before_tax'), (-1, 'tax'))
    """
    return tuple(
        (-1, part[1:]) if part.startswith("-") else (1, part) for part in IDENTITIES[total].split()
    )


# Exact identities of two or three lines: one that is missing follows from the others.
_DERIVED = (
    ("total_assets", ((1, "liabilities_and_equity"),)),
    ("total_assets", ((1, "total_liabilities"), (1, "equity"))),
    ("total_assets", ((1, "current_assets"), (1, "noncurrent_assets"))),
    ("total_liabilities", ((1, "total_assets"), (-1, "equity"))),
    ("total_liabilities", ((1, "current_liabilities"), (1, "noncurrent_liabilities"))),
    ("equity", ((1, "total_assets"), (-1, "total_liabilities"))),
    ("current_liabilities", ((1, "total_liabilities"), (-1, "noncurrent_liabilities"))),
    ("noncurrent_liabilities", ((1, "total_liabilities"), (-1, "current_liabilities"))),
    ("noncurrent_assets", ((1, "total_assets"), (-1, "current_assets"))),
    ("current_assets", ((1, "total_assets"), (-1, "noncurrent_assets"))),
    ("profit_before_tax", ((1, "net_profit"), (1, "tax"))),
    ("net_profit", ((1, "profit_before_tax"), (-1, "tax"))),
)


def complete(figures):
    """Figures with totals that follow exactly from other totals; given ones are never changed.

    >>> complete({"total_assets": 100.0, "equity": 40.0})["total_liabilities"]
    60.0
    >>> complete({"cash": 5.0})
    {'cash': 5.0}
    """
    known = dict(figures)
    for _round in range(2):
        for total, parts in _DERIVED:
            if total not in known and all(code in known for _sign, code in parts):
                known[total] = sum(sign * known[code] for sign, code in parts)
    return known
