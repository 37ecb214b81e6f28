from odoo import SUPERUSER_ID, api, models
from odoo.exceptions import AccessError, UserError

from ..client_secrecy_protected import LEVELS

GROUP_OFFICE = "client_file_confidentiality.group_office"
GROUP_SECURITY = "client_file_confidentiality.group_security"
GROUP_MANAGER = "client_file.client_file_group_general_manager"
GROUP_ARCHIVIST = "client_file.client_file_group_archivist"
# Who reads registers: those who keep them and those who watch over them.
READERS = f"{GROUP_OFFICE},{GROUP_SECURITY},{GROUP_ARCHIVIST}"


def level_of(rank):
    """The key of `LEVELS` for an integer rank; False when not secret."""
    return str(rank) if rank else False


class ClientSecrecyRegister(models.AbstractModel):
    """What all registers share: entries are kept, titles are neutral, steps check the duty.

    Registers are deliberately no `client.file.owned`: they say where papers are and who holds
    them, never what is in them, and their keepers need no right to read a client file.
    """

    _name = "client.secrecy.register"
    _inherit = ["client.file.guarded", "client.file.titled"]
    _description = "Register of secret papers"

    @api.model
    def _check_office(self):
        """Article 15: the general manager's office handles what is secret."""
        if not self.env.user.has_groups(GROUP_OFFICE):
            raise AccessError(self.env._("Only the general manager's office does this."))

    @api.model
    def _check_general_manager(self):
        if not self.env.user.has_groups(GROUP_MANAGER):
            raise AccessError(self.env._("Only the general manager decides this."))

    @api.model
    def _check_registrar(self):
        if not self.env.user.has_groups(f"{GROUP_OFFICE},{GROUP_ARCHIVIST}"):
            raise AccessError(
                self.env._("Only the general manager's office or an archivist keeps this register.")
            )

    @api.model
    def _get_clearance_rank(self, user):
        """The highest rank `user` may know today, 0..3."""
        if "client.secrecy.clearance" not in self.env:
            return len(LEVELS)
        return self.env["client.secrecy.clearance"].sudo()._get_live_rank(user.id)

    @api.model
    def _get_rank_of(self, record):
        """The rank of a protected record whoever asks: a register must know it to act on it."""
        return record.sudo()._get_secrecy_rank() if record else 0

    def _note_access(self, verb, detail=None):
        """Write the access log where it is installed, as the current user."""
        if "client.access.log" in self.env:
            self.env["client.access.log"]._note(verb, self, detail)

    @api.model
    def _get_office_users(self):
        """Active members of the general manager's office (without technical users)."""
        group = self.env.ref(GROUP_OFFICE).sudo()
        return group.all_user_ids.filtered(
            lambda user: user.active and not user.share and user.id != SUPERUSER_ID
        )

    def _check_unchanged(self, vals, free=()):
        """What a step has settled stays as it was; only `free` columns may still be filled in.

        `self` are the settled records. Values that do not change anything are let through.
        """
        names = vals.keys() - set(free) - self._get_protected_fields()
        for name in names & self._fields.keys():
            field = self._fields[name]
            if name in ("message_follower_ids", "activity_ids", "message_ids"):
                continue
            value = vals[name] or False
            if any((field.convert_to_write(r[name], r) or False) != value for r in self):
                raise UserError(
                    self.env._(
                        '"%(field)s" is settled and cannot be changed any more.',
                        field=field._description_string(self.env),
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Entries of a register are kept. Cancel a wrong one."))

    def copy(self, default=None):  # pylint: disable=method-required-super
        raise UserError(self.env._("An entry of a register cannot be duplicated."))
