from . import chain, chain_reader, recent, unusual
