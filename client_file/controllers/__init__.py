from . import credit_report, main
