"""``bin/odoo ARGS``: Odoo's own command line on the provisioned server."""

from . import odoo
from .console import command


@command
def main(arguments):
    """Provision quietly, then become Odoo; the configuration comes by ``ODOO_RC``."""
    odoo.provision(tools=False).replace_process(*arguments)
