from . import client_access_check, client_secrecy_step
