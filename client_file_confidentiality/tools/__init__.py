from . import sql_log
