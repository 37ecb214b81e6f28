from . import client_secrecy_protected
from . import registers
from . import incidents
