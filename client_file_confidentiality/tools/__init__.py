from . import chain, chain_reader, unusual
