from . import client_secrecy_step
