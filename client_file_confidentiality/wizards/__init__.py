from . import (
    client_secrecy_copy_step,
    client_secrecy_permit_step,
    client_secrecy_serial_lookup,
    client_secrecy_step,
)
