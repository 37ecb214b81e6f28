from . import test_walls_registry, test_walls_tools
