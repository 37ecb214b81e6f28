"""What is as secret as its client file: all parts of files, and the figures per client."""

from odoo import models


class ClientFileOwned(models.AbstractModel):
    _name = "client.file.owned"
    _inherit = ["client.file.owned", "client.secrecy.protected"]


class ClientFileMetric(models.Model):
    _name = "client.file.metric"
    _inherit = ["client.file.metric", "client.secrecy.protected"]


class ClientCreditMetric(models.Model):
    _name = "client.credit.metric"
    _inherit = ["client.credit.metric", "client.secrecy.protected"]


class ClientCreditPattern(models.Model):
    _name = "client.credit.pattern"
    _inherit = ["client.credit.pattern", "client.secrecy.protected"]


class ClientCreditBacktestClient(models.Model):
    _name = "client.credit.backtest.client"
    _inherit = ["client.credit.backtest.client", "client.secrecy.protected"]


class ClientCreditConflict(models.Model):
    _name = "client.credit.conflict"
    _inherit = ["client.credit.conflict", "client.secrecy.protected"]
    _secrecy_never_without_file = True


class ClientCreditLateInterest(models.Model):
    _name = "client.credit.late.interest"
    _inherit = ["client.credit.late.interest", "client.secrecy.protected"]
    _secrecy_never_without_file = True


class ClientCreditAllocation(models.Model):
    _name = "client.credit.allocation"
    _inherit = ["client.credit.allocation", "client.secrecy.protected"]
    _secrecy_path = "limit_id.file_id"
