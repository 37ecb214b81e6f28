from . import (
    client_access_check,
    client_file_departure,
    client_file_departure_line,
    client_secrecy_copy_step,
    client_secrecy_permit_step,
    client_secrecy_serial_lookup,
    client_secrecy_step,
)
