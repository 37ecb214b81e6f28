from . import credit_report, credit_statement, main
