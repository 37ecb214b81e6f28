from odoo import api, models
from odoo.exceptions import AccessError, UserError


class ClientFileGuarded(models.AbstractModel):
    """Columns that only the step which decides them may write.

    A decision (state, number, who verified) is written by `_set_protected` from the method
    that has checked group and second person. `create` and `write`, which RPC, imports and
    x2many commands reach, refuse these columns for everybody; no context key opens them.
    """

    _name = "client.file.guarded"
    _description = "Decisions that only their own step may write"

    # Allowed (from, to) pairs: read top to bottom they are the process chart.
    _transitions = frozenset()

    @api.model
    def _get_protected_fields(self):
        """Override to add the names of the columns a step decides (set of str)."""
        return frozenset()

    @api.model
    def _get_neutral_value(self, name):
        """The only value of a protected column that `create` accepts: the field's own default.

        `ir.default` and `default_*` context keys are left out on purpose, for any user may set
        them.
        """
        field = self._fields[name]
        return field.default(self) if field.default else False

    @api.model_create_multi
    def create(self, vals_list):
        names = self._get_protected_fields()
        clean = []
        for vals in vals_list:
            neutral = {name: self._get_neutral_value(name) for name in names}
            for name, value in neutral.items():
                if name in vals and (vals[name] or False) != (value or False):
                    self._refuse_protected(name)
            clean.append({**vals, **neutral})
        return super().create(clean)

    def write(self, vals):
        for name in self._get_protected_fields() & vals.keys():
            field = self._fields[name]
            value = vals[name] or False
            if any(field.convert_to_write(r[name], r) != value for r in self):
                self._refuse_protected(name)
            vals = {key: val for key, val in vals.items() if key != name}
        return super().write(vals)

    def _set_protected(self, vals):
        """Write protected columns. Private: call it only after the step's own checks."""
        # The write of the next class on purpose: this class's own one refuses.
        return super().write(vals)  # pylint: disable=super-method-mismatch

    @api.model
    def _create_protected(self, vals_list):
        """Create with protected columns filled. Private, for ledgers written by the system.

        Columns not given get their neutral value: `ir.default` would fill them otherwise.
        """
        neutral = {name: self._get_neutral_value(name) for name in self._get_protected_fields()}
        vals_list = [{**neutral, **vals} for vals in vals_list]
        # The create of the next class on purpose: this class's own one refuses.
        return super().create(vals_list)  # pylint: disable=super-method-mismatch

    @api.model
    def _refuse_protected(self, name):
        raise AccessError(
            self.env._(
                '"%(field)s" is decided by its own step and cannot be written directly.',
                field=self._fields[name]._description_string(self.env),
            )
        )

    def _update_state(self, target, **vals):
        """Move every record to `target` if the process allows it; write once.

        :raise UserError: when a record's state has no arrow to `target`.
        """
        labels = dict(self._fields["state"]._description_selection(self.env))
        for record in self:
            if (record.state, target) not in self._transitions:
                raise UserError(
                    self.env._(
                        '"%(record)s" is in state "%(state)s"; it cannot become "%(target)s".',
                        record=record.display_name,
                        state=labels[record.state],
                        target=labels[target],
                    )
                )
        self._set_protected({"state": target, **vals})
