from . import (
    chain,
    chain_reader,
    permits,
    recent,
    sanctions,
    serials,
    sql_log,
    unusual,
    watermark,
)
