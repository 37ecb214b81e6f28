from . import client_guarantee_posting, client_guarantee_reason, client_guarantee_step
