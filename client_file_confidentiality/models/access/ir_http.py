from odoo import models
from odoo.exceptions import AccessError
from odoo.http import request


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _dispatch(cls, endpoint):
        """Refusals that no access check raised: forged decisions, missing permits, guards."""
        try:
            return super()._dispatch(endpoint)
        except AccessError:
            cls._note_refused_call(request.params)
            raise

    @classmethod
    def _note_refused_call(cls, params):
        """Note a refused call of a method of a protected model, if nothing noted it yet."""
        env = request.env
        name = params.get("model")
        if not env.uid or not isinstance(name, str) or name not in env:
            return
        model = env[name]
        if not isinstance(model, env.registry["client.secrecy.protected"]):
            return
        ids = params.get("ids") or (params.get("args") or [None])[0]
        ids = [ids] if isinstance(ids, int) else ids
        ids = [res_id for res_id in ids or () if isinstance(res_id, int)]
        log = env["client.access.log"]
        notes = log._get_notes()
        refused = {row[3]: row for row in notes if row[1] == "deny" and row[2] == name}
        if ids and refused.pop(0, None) and not refused:
            # Refused as a kind: the record that was asked for says more.
            for row in [row for row in notes if row[1:4] == ("deny", name, 0)]:
                del notes[row]
        elif refused:
            return
        log._note("deny", model.browse(ids), params.get("method"))
