from odoo import models


class ClientSecrecyProtected(models.AbstractModel):
    """Records that are as secret as the client file they belong to: a hook, empty here.

    The confidentiality addon fills it. It stands here, so that the order of inheritance of all
    parts of a file is the same with that addon and without.
    """

    _name = "client.secrecy.protected"
    _description = "As secret as its client file"

    # Path from the record to its client file; empty on the file itself.
    _secrecy_path = "file_id"
    # SQL views name their file in every row although the field cannot be required.
    _secrecy_never_without_file = False
