from . import client_secrecy_protected  # isort: skip
from . import access
