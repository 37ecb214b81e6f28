from . import client_secrecy_protected
