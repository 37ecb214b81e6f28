# First: what every model here inherits.
from ..registers import client_secrecy_register
from . import (
    client_secrecy_clock,
    client_secrecy_finding,
    client_secrecy_finding_steps,
    client_secrecy_incident,
    client_secrecy_incident_knower,
    client_secrecy_incident_knowers,
    client_secrecy_incident_report,
    client_secrecy_incident_steps,
    client_secrecy_incident_task,
    client_secrecy_reward,
    client_secrecy_sanction,
)
