"""The ways in which a client can call a method: the same call, as the same person."""

import json
from xmlrpc.client import Fault

from odoo.exceptions import AccessDenied, UserError
from odoo.service.model import get_public_method

from .common import CANARY, CLIENT


class Refused(Exception):
    """The server said no; its words are the message."""


class Orm:
    """Python code that runs as the person: reports, templates, computed fields."""

    name = "ORM"

    def __init__(self, case, user):
        self.case = case
        self.user = user

    def call(self, model, method, ids=None, context=None, **arguments):
        records = self.case._as(self.user, self.case.env[model])
        records = records.with_context(**(context or {})).browse(ids or [])
        function = get_public_method(records, method)
        try:
            with self.case.env.cr.savepoint():
                return function(records, **arguments)
        except (UserError, ValueError, TypeError) as error:
            raise Refused(str(error)) from None


class Session(Orm):
    """The web client: `/web/dataset/call_kw` with the cookie of a login."""

    name = "JSON-RPC of the web client"

    def __init__(self, case, user):
        super().__init__(case, user)
        case.authenticate(user.login, user.login)

    def call(self, model, method, ids=None, context=None, **arguments):
        function = getattr(type(self.case.env[model]), method)
        args = [] if getattr(function, "_api_model", False) else [ids or []]
        answer = self.case.url_open(
            f"/web/dataset/call_kw/{model}/{method}",
            json={
                "id": 0,
                "jsonrpc": "2.0",
                "method": "call",
                "params": {
                    "model": model,
                    "method": method,
                    "args": args,
                    "kwargs": {**arguments, "context": context or {}},
                },
            },
        ).json()
        if "error" in answer:
            raise Refused(json.dumps(answer["error"], ensure_ascii=False))
        return answer.get("result")


class XmlRpc(Orm):
    """A program with a key, over XML-RPC."""

    name = "XML-RPC"

    def __init__(self, case, user):
        super().__init__(case, user)
        self.key = case._key(user)

    def call(self, model, method, ids=None, context=None, **arguments):
        function = getattr(type(self.case.env[model]), method)
        args = [] if getattr(function, "_api_model", False) else [ids or []]
        try:
            return self.case.xmlrpc_object.execute_kw(
                self.case.env.cr.dbname,
                self.user.id,
                self.key,
                model,
                method,
                args,
                {**arguments, "context": context or {}},
            )
        except (Fault, AccessDenied) as fault:
            raise Refused(str(fault)) from None


class JsonRpc(XmlRpc):
    """A program with a key, over the JSON-RPC of old."""

    name = "/jsonrpc"

    def call(self, model, method, ids=None, context=None, **arguments):
        function = getattr(type(self.case.env[model]), method)
        args = [] if getattr(function, "_api_model", False) else [ids or []]
        arguments["context"] = context or {}
        answer = json.loads(
            self.case._ask(
                "/jsonrpc",
                service="object",
                method="execute_kw",
                args=[
                    self.case.env.cr.dbname,
                    self.user.id,
                    self.key,
                    model,
                    method,
                    args,
                    arguments,
                ],
            )
        )
        if "error" in answer:
            raise Refused(json.dumps(answer["error"], ensure_ascii=False))
        return answer.get("result")


class Json2(XmlRpc):
    """A program with a key, over `/json/2`."""

    name = "/json/2"

    def call(self, model, method, ids=None, context=None, **arguments):
        function = getattr(type(self.case.env[model]), method)
        if not getattr(function, "_api_model", False):
            arguments["ids"] = ids or []
        answer = self.case.url_open(
            f"/json/2/{model}/{method}",
            json={**arguments, "context": context or {}},
            headers={"Authorization": f"bearer {self.key}"},
        )
        if answer.status_code != 200:
            raise Refused(answer.text)
        return answer.json()


def is_empty(answer):
    """Whether an answer says nothing: no row, no count, no group."""
    if isinstance(answer, dict):
        return all(is_empty(value) for key, value in answer.items() if key != "parent_field")
    if isinstance(answer, (list, tuple)):
        return all(is_empty(value) for value in answer)
    return not answer


def find_leak(door, answer):
    """What an answer gives away (str), or nothing."""
    text = answer if isinstance(answer, str) else repr(answer)
    if CANARY in text:
        return f"canary: {text[:300]}"
    if door.control == "title" and CLIENT in text:
        return f"title: {text[:300]}"
    if door.control in ("something", "own", "admin") and not is_empty(answer):
        return f"something: {text[:300]}"
    return ""
