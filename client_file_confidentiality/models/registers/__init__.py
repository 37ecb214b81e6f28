from . import (
    client_file_document,
    client_secrecy_breach,
    client_secrecy_designation,
    client_secrecy_meeting,
    client_secrecy_meeting_attendee,
    client_secrecy_meeting_paper,
    client_secrecy_meeting_steps,
    client_secrecy_movement,
    client_secrecy_movement_steps,
    client_secrecy_place,
    client_secrecy_register,
)
