from odoo.tests import tagged

from odoo.addons.client_file_confidentiality.tests import test_walls_registry


@tagged("post_install", "-at_install", "client_file_guarantee", "client_file_attack")
class TestGuaranteeWalls(test_walls_registry.TestWallsRegistry):
    """The same look through the registry once this addon's models are in it."""
