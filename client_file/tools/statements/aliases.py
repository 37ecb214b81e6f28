"""Names under which statements print the canonical lines, and how a label is normalised."""

import re
import unicodedata

from .lines import LINES

# code: other names. A name with + is a line of its own that adds to the code.
_ALIASES = """
cash: 货币资金合计, 现金及银行存款, 现金, Cash, Cash and cash equivalents
trading_assets: 以公允价值计量且其变动计入当期损益的金融资产, +短期投资, +衍生金融资产, Short-term investments, Marketable securities
notes_receivable: Notes receivable
receivables: 应收帐款, 应收账款净额, 应收票据及应收账款, Trade receivables, Receivables, Trade accounts receivable
receivables_financing: 应收账款融资
prepayments: 预付账款, 预付帐款, Prepaid expenses
other_receivables: +应收利息, +应收股利, 其他应收款净额, 其它应收款
inventories: 存货净额, Inventory, Stocks
other_current_assets: +一年内到期的非流动资产, +持有待售资产, +待摊费用, 其它流动资产
current_assets: 流动资产总计, 流动资产总额, Current assets
long_investments: +长期投资, +债权投资, +其他债权投资, +长期应收款, +其他权益工具投资, +其他非流动金融资产, +可供出售金融资产, +持有至到期投资, +长期债券投资
fixed_assets: 固定资产净额, 固定资产净值, 固定资产账面价值, 固定资产合计, Property plant and equipment, PP&E, Fixed assets net, Net fixed assets
construction: +工程物资
intangibles: 无形资产净额, Intangibles
other_noncurrent_assets: +生产性生物资产, +油气资产, 其它非流动资产
noncurrent_assets: 非流动资产总计, Non-current assets
total_assets: 资产合计, 资产总额, Assets total
short_loans: +交易性金融负债, Short-term loans, Bank loans, Short-term debt
notes_payable: Bills payable
payables: 应付帐款, 应付票据及应付账款, Trade payables, Payables
advances: 预收账款, 预收帐款, Deferred revenue
payroll_payable: 应付工资, +应付福利费
taxes_payable: 应交税金
other_payables: +应付利息, +应付股利, +应付利润, 其它应付款
current_portion: 一年内到期的长期负债, Current portion of long-term debt
other_current_liabilities: +预提费用, +持有待售负债, 其它流动负债
current_liabilities: 流动负债总计, 流动负债总额, Current liabilities
long_loans: Long-term loans, Long-term debt
long_payables: +专项应付款
noncurrent_liabilities: 非流动负债总计, 长期负债合计, Non-current liabilities
total_liabilities: 负债总计, 负债总额, Liabilities total
capital: 股本, 实收资本净额, 注册资本, Share capital, Capital stock, Common stock
other_equity: +其他权益工具, +其他综合收益, +专项储备, +一般风险准备, Other comprehensive income
capital_reserve: 资本公积金, Additional paid-in capital, Share premium
surplus_reserve: 盈余公积金, Legal reserve
retained: 未分配利润余额, Retained earnings, Accumulated deficit
equity: 股东权益合计, 所有者权益总计, 股东权益总计, 净资产合计, 权益合计, Shareholders' equity, Equity, Total shareholders' equity, Net worth
liabilities_and_equity: 负债和股东权益总计, 负债及所有者权益总计, 负债及股东权益总计, 负债和所有者权益合计, 负债及所有者权益合计, 负债和股东权益合计, 负债与所有者权益总计, Total liabilities and shareholders' equity
sales: 营业总收入, 主营业务收入, 产品销售收入, 营业收入合计, Sales, Revenue, Net sales, Turnover, Total revenue
cogs: 主营业务成本, 产品销售成本, Cost of sales, Cost of goods sold, COGS, Cost of revenue
business_taxes: 营业税金及附加, 主营业务税金及附加
selling: 营业费用, 产品销售费用, Selling expense, Distribution costs
admin: General and administrative expenses, Administrative expense
rnd: 开发费用, R&D expenses
finance_cost: Financial expenses, Finance costs
interest_expense: 利息支出, Interest expense, Interest
interest_income: Interest income
other_income: +净敞口套期收益, +补贴收入
investment_income: 投资净收益
fair_value: 公允价值变动净收益
disposal: 资产处置损益
operating_profit: Operating income
nonoperating_expense: Non-operating expense
profit_before_tax: 税前利润, 利润总计, Pretax income, Income before tax, Profit before taxation
tax: 所得税, Income tax expense, Taxation
net_profit: 税后利润, Net income, Profit for the year, Profit after tax
net_profit_parent: 归属于母公司股东的净利润, 归属于母公司的净利润
ocf: 经营活动现金流量净额, 经营活动产生的现金净流量, 经营活动现金净流量, Operating cash flow, Cash flow from operations, Net cash provided by operating activities
icf: 投资活动现金流量净额, 投资活动产生的现金净流量, Investing cash flow
fcf: 筹资活动现金流量净额, 筹资活动产生的现金净流量, 融资活动产生的现金流量净额, Financing cash flow
cash_to_staff: 支付给职工及为职工支付的现金, 支付的职工薪酬
cash_to_suppliers: 购买原材料、商品、接受劳务支付的现金
cash_from_customers: 销售产成品、商品、提供劳务收到的现金
fx_effect: 汇率变动对现金的影响, 汇率变动对现金的影响额
net_cash_change: 现金净增加额, 五、现金及现金等价物净增加额, Net change in cash
cash_begin: 期初现金余额, 年初现金及现金等价物余额, 期初现金及现金等价物, Cash at beginning of year
cash_end: 期末现金余额, 年末现金及现金等价物余额, 期末现金及现金等价物, Cash at end of year
depreciation: 固定资产折旧、油气资产折耗、生产性生物资产折旧, 固定资产折旧油气资产折耗生产性生物资产折旧, 折旧, 累计折旧本期计提, 折旧费用, +使用权资产折旧, +投资性房地产折旧, 折旧摊销, 折旧与摊销, Depreciation and amortization, Depreciation expense
amortisation: +长期待摊费用摊销, 摊销, Amortization
dividends: 对股东的分配, 应付普通股股利, 分配股利, Dividends
market_value: 总市值, 市值, Market capitalisation, Market capitalization, Market value
employees: 员工人数, 从业人数, 在职员工, Employees, Number of employees
insured: 社保人数, 社会保险参保人数, 缴纳社保人数
average_wage: 年平均工资, 人均年工资
"""  # noqa: E501 a table of names is easier to check in one line each

# Rows of these names divide a sheet; they carry no figure of their own.
HEADINGS = frozenset(
    "流动资产 非流动资产 流动负债 非流动负债 长期负债 负债 所有者权益 股东权益 资产 "
    "经营活动产生的现金流量 投资活动产生的现金流量 筹资活动产生的现金流量 补充资料 "
    "将净利润调节为经营活动现金流量 现金及现金等价物净变动情况".split()
)


def normalise_label(text):
    """Name of a row without numbering, brackets, 加/减/其中, spaces and punctuation.

    >>> [normalise_label(t) for t in ("一、营业收入", "  减：营业成本", "实收资本（或股本）")]
    ['营业收入', '营业成本', '实收资本']
    >>> normalise_label('四、净利润（净亏损以“－”号填列）'), normalise_label("Total  Assets:")
    ('净利润', 'totalassets')
    >>> normalise_label("其中：利息费用"), normalise_label("1.固定资产折旧")
    ('利息费用', '固定资产折旧')
    """
    text = unicodedata.normalize("NFKC", str(text or "")).lower()
    text = re.sub(r"\([^()]*\)|〔[^〕]*〕|\[[^\]]*\]", "", text)
    text = re.sub(r"\(.*$", "", text)
    text = re.sub(r"\s+", "", text)
    text = re.sub(r"^(?:[一二三四五六七八九十]+[、.:]|\d+[、.)])+", "", text)
    text = re.sub(r"^(?:其中|加|减|add|less|ofwhich)[:：]?(?=\w)(?<=[:：])", "", text)
    return re.sub(r"[^\w&]|_", "", text)


def is_detail(text):
    """Whether the row only breaks down the row above it (其中).

    >>> is_detail("其中：应收利息"), is_detail("应收利息")
    (True, False)
    """
    return bool(re.match(r"\s*(其中|of which)", unicodedata.normalize("NFKC", str(text or ""))))


def _build():
    names, adding = {}, set()
    for line in LINES:
        for name in (line.chinese, line.english):
            names.setdefault(normalise_label(name), line.code)
    for row in _ALIASES.strip().splitlines():
        code, _colon, others = row.partition(":")
        for other in others.split(", "):
            name = normalise_label(other.strip().lstrip("+"))
            if other.strip().startswith("+"):
                adding.add(name)
            names.setdefault(name, code)
    return names, frozenset(adding)


CODE_OF, ADDING = _build()


def find_code(label, learned=None):
    """Code of a row's label; names taught by people go before the built-in ones.

    >>> find_code("三、利润总额（亏损总额以“-”号填列）"), find_code("应收股利")
    ('profit_before_tax', 'other_receivables')
    >>> find_code("神秘科目"), find_code("神秘科目", {"神秘科目": "other_payables"})
    (None, 'other_payables')
    """
    name = normalise_label(label)
    return (learned or {}).get(name) or CODE_OF.get(name)
