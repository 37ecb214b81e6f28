from . import cases  # isort: skip
from . import handover  # isort: skip
from . import shelf  # isort: skip
from . import loans  # isort: skip
from . import retention  # isort: skip
