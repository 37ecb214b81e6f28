"""Rows of the demo cases: amounts in 10,000, months before today."""

DILIGENCE = (
    "双人实地调查：经营正常，用途真实，近三个月纳税、用电、工资流水与报表相符；"
    "第一还款来源为销售回款，反担保措施足以覆盖敞口。"
)
PAPERS = {
    "application": "担保申请书",
    "diligence": "尽职调查报告",
    "resolution": "评审会决议",
    "entrust": "委托担保合同",
    "contract": "保证合同",
    "counter": "反担保合同",
    "registration": "抵押登记证明",
    "notice": "放款通知书",
    "loan": "借款合同及借据",
    "discharge": "贷款结清证明",
    "compensation": "代偿凭证",
    "judgment": "法院裁定书",
}
CLIENTS = {
    "宁川食品有限公司": {"company_registry": "91640100671000378B", "phone": "0951-5010001"},
    "远山家具制造有限公司": {"company_registry": "916401006710007492", "phone": "0951-5010002"},
    "德润纺织有限公司": {"company_registry": "916401006710011194", "phone": "0951-5010003"},
    "德润印染有限公司": {"company_registry": "916401006710014850", "phone": "0951-5010004"},
    "青禾种植专业合作社": {"company_registry": "91640100671001856N", "phone": "0951-5010005"},
    "宏达建材有限公司": {"company_registry": "91640100671002226Q", "phone": "0951-5010006"},
    "启明电子科技有限公司": {"company_registry": "91640100671002592L", "phone": "0951-5010007"},
    "城兴建设投资集团有限公司": {"company_registry": "91640100671002963B", "phone": "0951-5010008"},
    "百顺物流有限公司": {"company_registry": "91640100671003333D", "phone": "0951-5010009"},
    "金穗粮油贸易有限公司": {"company_registry": "916401006710037044", "phone": "0951-5010010"},
}
_BEGIN = ["papers application diligence", "apply", "sign_a", "sign_b"]
_LIMIT = [*_BEGIN, "reserve", "submit"]
_READY = [
    *_LIMIT,
    "approve",
    "papers resolution entrust contract",
    "contract",
    "papers counter registration",
    "counter",
    "papers notice",
]


def _stand(months):
    return [*_READY, f"loan {months}", f"enter {months}", f"fee {months} 2"]


CASES = (
    # In force, in every state of health.
    {
        "client": "宁川食品有限公司", "bank": "icbc", "product": "working", "amount": 300,
        "months": 10, "purpose": "采购生鲜原料", "counter": ("陈宁川",),
        "collateral": (("冷库及厂房", "land", 520, "宁(2025)不动产证明第0103881号", 14),),
        "acts": [*_stand(10), "inspect 7 normal 经营正常，库存周转加快", "repaid 5 60",
                 "inspect 4 normal 正常", "inspect 1 watch 应收账款账期拉长"],
    },
    {
        "client": "宁川食品有限公司", "bank": "abc", "product": "fixed", "amount": 200,
        "months": 4, "purpose": "购置冷链车辆", "counter": ("陈宁川",),
        "collateral": (("冷藏车八辆", "vehicle", 260, "宁A车押2025-0417", 1),),
        "acts": [*_stand(4)],
    },
    {
        "client": "青禾种植专业合作社", "bank": "rcb", "product": "farm", "amount": 150,
        "months": 8, "borrower": "farmer", "purpose": "购买种子化肥",
        "counter": ("马青禾",), "acts": [*_stand(8), "repaid 2 50", "inspect 2 normal 长势良好"],
    },
    {
        "client": "德润纺织有限公司", "bank": "icbc", "product": "working", "amount": 400,
        "months": 9, "purpose": "采购棉纱", "counter": ("德润印染有限公司", "宏达建材有限公司"),
        "acts": [*_stand(9), "inspect 6 normal 正常", "inspect 3 warning 开工率下降一半"],
    },
    {
        "client": "德润印染有限公司", "bank": "ccb", "product": "working", "amount": 260,
        "months": 6, "purpose": "采购染料", "counter": ("德润纺织有限公司",),
        "acts": [*_stand(6), "inspect 3 normal 正常"],
    },
    {
        "client": "城兴建设投资集团有限公司", "bank": "icbc", "product": "bond", "amount": 900,
        "months": 11, "term": 36, "borrower": "other", "rating": "AA",
        "purpose": "发行公司债券，用于管网改造", "acts": [*_stand(11),
        "inspect 8 normal 项目按期推进", "inspect 5 normal 正常", "inspect 2 normal 正常"],
    },
    # Over, compensated, recovering, lost.
    {
        "client": "远山家具制造有限公司", "bank": "ccb", "product": "working", "amount": 180,
        "months": 13, "purpose": "采购木材", "counter": ("李远山",),
        "acts": [*_stand(13), "repaid 6 80", "ask_discharge 2", "discharge", "settle 2"],
    },
    {
        "client": "百顺物流有限公司", "bank": "icbc", "product": "working", "amount": 120,
        "months": 12, "purpose": "购置托盘", "counter": ("赵百顺",),
        "acts": [*_stand(12), "overdue 5 借款到期未还，欠息两期",
                 "approve_compensation 5 120 同意代偿", "compensate 4 120",
                 "recover 4 已起诉并申请财产保全", "recovered 2 30"],
    },
    {
        "client": "金穗粮油贸易有限公司", "bank": "abc", "product": "working", "amount": 90,
        "months": 14, "purpose": "收购玉米", "counter": ("金大成",),
        "acts": [*_stand(14), "overdue 10 经营停顿", "approve_compensation 10 90 同意代偿",
                 "compensate 9 90", "recover 9 处置反担保物", "recovered 6 40",
                 "partly 3 抵押物已拍卖完毕", "write_off 2 法院终结执行", "settle 1"],
    },
    {
        "client": "宏达建材有限公司", "bank": "rcb", "product": "draft", "amount": 150,
        "months": 7, "purpose": "开立银行承兑汇票", "counter": ("德润纺织有限公司",),
        "acts": [*_stand(7), "overdue 0 汇票垫款，客户申请展期未果"],
    },
    # On the way.
    {
        "client": "启明电子科技有限公司", "bank": "ccb", "product": "working", "amount": 350,
        "months": 0, "purpose": "采购芯片", "acts": [*_READY[:-1], "papers notice", "loan 0"],
        "counter": ("周启明",),
    },
    {
        "client": "远山家具制造有限公司", "bank": "icbc", "product": "working", "amount": 220,
        "months": 0, "purpose": "采购板材", "counter": ("李远山",),
        "acts": [*_LIMIT, "approve 0 200 追加实际控制人连带责任反担保"],
    },
    {
        "client": "百顺物流有限公司", "bank": "abc", "product": "working", "amount": 100,
        "months": 0, "purpose": "车辆维修", "counter": ("赵百顺",),
        "acts": [*_LIMIT, "decline 尚有代偿未收回"],
    },
    {
        "client": "启明电子科技有限公司", "bank": "icbc", "product": "fixed", "amount": 160,
        "months": 0, "purpose": "购置贴片机", "counter": ("周启明",), "acts": _LIMIT,
    },
    {
        "client": "青禾种植专业合作社", "bank": "rcb", "product": "farm", "amount": 40,
        "months": 0, "borrower": "farmer", "purpose": "大棚建设", "acts": [*_BEGIN, "reserve"],
    },
    {
        "client": "宏达建材有限公司", "bank": "ccb", "product": "working", "amount": 80,
        "months": 0, "purpose": "采购水泥", "acts": ["papers application", "apply", "sign_a"],
    },
    {
        "client": "金穗粮油贸易有限公司", "bank": "rcb", "product": "working", "amount": 60,
        "months": 1, "purpose": "收购稻谷", "acts": ["papers application", "apply",
        "withdraw 客户改用自有资金"],
    },
    {
        "client": "德润纺织有限公司", "bank": "abc", "product": "fixed", "amount": 100,
        "months": 0, "purpose": "更新织机", "acts": [],
    },
)  # fmt: skip
