"""Check the access log of a database from the command line; no server needs to run."""

import sys

import odoo.sql_db
from odoo.cli import Command
from odoo.tools import config


class ClientFileVerifyLog(Command):
    """Follow the hash chain of the access log and say whether it holds.

    Ends with 0 when it does, with 1 and the first damaged entry when it does not.
    """

    name = "client_file_verify_log"

    def run(self, args):
        self.parser.add_argument("-d", "--database", required=True, help="name of the database")
        self.parser.add_argument("-c", "--config", help="configuration file")
        self.parser.add_argument(
            "--head",
            action="append",
            default=[],
            help="a head from a print or a mail that the chain must contain; may be repeated",
        )
        options, rest = self.parser.parse_known_args(args)
        given = ["-c", options.config] if options.config else []
        config.parse_config([*given, *rest], setup_logging=False)
        # Only after the configuration: the addons' path is read from it.
        from odoo.addons.client_file_confidentiality.tools import chain, chain_reader

        known = [chain.read_words(words) for words in options.head]
        if None in known:
            sys.exit("This is no head: type the number and the 64 signs after it.")
        with odoo.sql_db.db_connect(options.database).cursor() as cr:
            result = chain_reader.verify(cr, known)
        speed = result.rows / result.seconds if result.seconds else 0
        print(
            f"{result.rows} sealed entries hold ({result.seconds:.1f} s, {speed:,.0f} a second), "
            f"{result.unsealed} not sealed yet"
        )
        print(f"head: {chain.get_words(result.seq, result.head)}")
        if result.broken:
            entry = f" (id {result.row_id})" if result.row_id else ""
            sys.exit(f"BROKEN: {result.broken.kind} at entry {result.broken.seq}{entry}")
