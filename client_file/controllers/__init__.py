from . import credit_late_interest, credit_report, credit_statement, main, usage
