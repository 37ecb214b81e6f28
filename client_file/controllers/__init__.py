from . import credit_statement, main
from . import credit_report, main
