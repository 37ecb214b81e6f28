from . import credit_statement, main
