from . import (
    chain,
    chain_reader,
    permits,
    recent,
    sanctions,
    serials,
    unusual,
    watermark,
)
