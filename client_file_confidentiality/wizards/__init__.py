from . import client_access_check
from . import client_secrecy_step
