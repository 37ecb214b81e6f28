# The helpers come first: everything else asks them.
from . import client_secrecy_wall  # isort: skip
from . import client_secrecy_message_part  # isort: skip
from . import (
    base,
    calendar_event,
    client_file,
    client_secrecy_clearance,
    client_secrecy_freeze,
    client_secrecy_protected,
    ir_attachment,
    ir_binary,
    ir_model_fields,
    mail_activity,
    mail_followers,
    mail_link_preview,
    mail_mail,
    mail_message,
    mail_message_reaction,
    mail_message_schedule,
    mail_message_translation,
    mail_notification,
    mail_scheduled_message,
    mail_thread,
    mail_tracking_value,
    res_partner,
    res_users,
)
