from odoo.exceptions import AccessError
from odoo.http import request, route
from werkzeug.exceptions import Forbidden

from odoo.addons.mail.controllers.google_translate import GoogleTranslateController
from odoo.addons.web.controllers.domain import Domain
from odoo.addons.web.controllers.home import Home


def _is_protected(name):
    return name in request.env["client.secrecy.wall"]._get_names()


class SecrecyHome(Home):
    @route()
    def switch_to_admin(self):
        """Nobody becomes the superuser, whom no wall stops."""
        raise Forbidden()


class SecrecyDomain(Domain):
    @route()
    def validate(self, model, domain):
        """Odoo tries the condition in sudo; its time would tell what is there."""
        if _is_protected(model):
            try:
                request.env[model]._search(domain)
            except (AccessError, ValueError, TypeError):
                return False
            return True
        return super().validate(model, domain)


class SecrecyTranslate(GoogleTranslateController):
    @route()
    def translate(self, message_id):
        """No text about a client file is sent to a translation service."""
        message = request.env["mail.message"].browse(message_id).sudo()
        if message.exists() and _is_protected(message.model):
            request.env["client.secrecy.wall"]._refuse_outside()
        return super().translate(message_id)
