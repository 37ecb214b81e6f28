from odoo import SUPERUSER_ID, api, models, tools

REFERENCES = ("many2one_reference", "reference")


class Base(models.AbstractModel):
    """Nobody makes a pointer to a protected record or paper that they may not read.

    Odoo checks only many2many links. A many2one to any id would otherwise show its name, and
    every related field over it would read the target in sudo, even without saving (onchange).
    """

    _inherit = "base"

    # Registers of article 15: who keeps them enters secret papers without knowing what is in
    # them. Such a model shows a paper's neutral title and nothing derived from it.
    _secrecy_is_register = False

    @api.model
    @tools.ormcache()
    def _get_secrecy_pointers(self):
        """Fields that may point to what is protected: name -> target model or None (any)."""
        names = self.env["client.secrecy.wall"]._get_names() | {"ir.attachment"}
        if self._secrecy_is_register:
            names = {"ir.attachment"}
        return {
            name: field.comodel_name if field.type == "many2one" else None
            for name, field in self._fields.items()
            if field.type in REFERENCES
            or (field.type == "many2one" and field.comodel_name in names)
        }

    @api.model_create_multi
    def create(self, vals_list):
        if self.env.uid != SUPERUSER_ID and (pointers := self._get_secrecy_pointers()):
            if self._name in self.env["client.secrecy.wall"]._get_names():
                # A part of a file judges its file itself: the second officer of a case works on
                # it without the rest of the file. The new row is as hidden as the file.
                pointers = {name: model for name, model in pointers.items() if name != "file_id"}
            self._check_secrecy_pointers(pointers, vals_list, with_defaults=True)
        return super().create(vals_list)

    def write(self, vals):
        if (
            self.env.uid != SUPERUSER_ID
            and (pointers := self._get_secrecy_pointers())
            and not pointers.keys().isdisjoint(vals)
        ):
            self._check_secrecy_pointers(pointers, [vals])
        return super().write(vals)

    def onchange(self, values, field_names, fields_spec):
        if self.env.uid != SUPERUSER_ID:
            self._check_secrecy_onchange(values)
        return super().onchange(values, field_names, fields_spec)

    def _check_secrecy_pointers(self, pointers, vals_list, with_defaults=False):
        targets = set()
        for name, comodel in pointers.items():
            default = self._get_secrecy_default(name) if with_defaults else None
            for vals in vals_list:
                value = vals.get(name, default)
                if value:
                    targets.update(self._get_secrecy_targets(name, comodel, value, vals))
        if targets:
            wall = self.env["client.secrecy.wall"]
            wall._check_pointers(self._name, targets, files_only=self.env.su)

    @api.model
    def _get_secrecy_default(self, name):
        """What `default_get` would fill in: anybody may set either of the two."""
        value = self.env.context.get(f"default_{name}")
        if value is None:
            value = self.env["ir.default"]._get_model_defaults(self._name).get(name)
        return value

    def _get_secrecy_targets(self, name, comodel, value, vals):
        """The `(model, id)` pairs that the value of a pointer stands for."""
        field = self._fields[name]
        if field.type == "reference":
            if isinstance(value, models.BaseModel):
                return [(value._name, id_) for id_ in value._ids]
            comodel, _comma, value = str(value).partition(",")
        elif field.type == "many2one_reference":
            models_ = (
                [vals.get(field.model_field) or self._get_secrecy_default(field.model_field)]
                if not self or field.model_field in vals
                else self.sudo().mapped(field.model_field)
            )
            ids = _read_ids(value)
            return [(model, id_) for model in models_ if model for id_ in ids]
        return [(comodel, id_) for id_ in _read_ids(value)]

    def _check_secrecy_onchange(self, values):
        """The same for a record that is only being typed, with all its lines."""
        if pointers := self._get_secrecy_pointers():
            self._check_secrecy_pointers(pointers, [values or {}], with_defaults=True)
        names = self.env["client.secrecy.wall"]._get_names()
        for name, commands in (values or {}).items():
            field = self._fields.get(name)
            if not (field and field.type in ("one2many", "many2many") and commands):
                continue
            linked = set()
            for command in commands:
                if not isinstance(command, (list, tuple)) or not command:
                    continue
                if command[0] in (0, 1) and isinstance(command[-1], dict):
                    self.env[field.comodel_name]._check_secrecy_onchange(command[-1])
                if command[0] in (1, 4):
                    linked.update(_read_ids(command[1]))
                elif command[0] == 6:
                    linked.update(command[2])
            if linked and field.comodel_name in names | {"ir.attachment"}:
                targets = {(field.comodel_name, id_) for id_ in linked}
                self.env["client.secrecy.wall"]._check_pointers(self._name, targets)


def _read_ids(value):
    """The ids in a value as RPC, onchange or code give it."""
    if isinstance(value, models.BaseModel):
        return [id_ for id_ in value._ids if id_]
    if isinstance(value, dict):
        value = value.get("id")
    elif isinstance(value, (list, tuple)):
        value = value[0] if value else None
    if isinstance(value, str):
        value = int(value) if value.isdigit() else None
    # New records have an id of another kind, and nothing to hide yet.
    return [value] if isinstance(value, int) and value else []
