from . import client_secrecy_protected, incidents, prints, registers
