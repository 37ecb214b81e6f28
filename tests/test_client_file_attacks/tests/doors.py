"""The table of doors: one row for every call that a client can make without writing anything.

Each row is tried by everybody who is not cleared, over every channel that Odoo offers, and once
by somebody cleared as the control: a row that shows the canary to nobody would prove nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass

from .common import CANARY, PREFIX


@dataclass(frozen=True)
class Door:
    row: str
    """Number in the survey of leaks."""
    why: str
    model: str
    method: str
    arguments: Callable
    """World -> keyword arguments; `ids` are the records the method is called on."""
    control: str = "canary"
    """What somebody cleared gets: `canary`, `title` (the client's name), `something` (an oracle:
    any answer that is not empty), `own` (the same, for whom it was sent to) or `nothing` (closed
    for everybody)."""
    needs: str = ""
    """What else closes it: with `permits` the cleared control is refused without a permit."""

    def __str__(self):
        return f"{self.row} {self.model}.{self.method}: {self.why}"


def _file(world, **values):
    return {"ids": world.file.ids, **values}


def _search(domain, **values):
    return lambda world: {"domain": domain(world) if callable(domain) else domain, **values}


SCOPE = [("business_scope", "=", CANARY)]
POINTED = [("x_scope", "=like", PREFIX)]

DOORS = [
    # A. The protected model itself
    Door("L01", "read", "client.file", "read", lambda w: _file(w, fields=["business_scope"])),
    Door(
        "L01",
        "read of a paper",
        "client.file.document",
        "read",
        lambda w: {"ids": w.document.ids, "fields": ["name", "filename"]},
    ),
    Door(
        "L01",
        "bytes of a paper",
        "client.file.document",
        "read",
        lambda w: {"ids": w.document.ids, "fields": ["datas"]},
        control="something",
        needs="permits",
    ),
    Door(
        "L01",
        "read of a mark",
        "client.secrecy.mark",
        "read",
        lambda w: {"ids": w.mark.ids, "fields": ["reason"]},
    ),
    Door(
        "L01",
        "search_read",
        "client.file",
        "search_read",
        _search(lambda w: [("id", "=", w.file.id)], fields=["business_scope"]),
    ),
    Door(
        "L01",
        "web_read",
        "client.file",
        "web_read",
        lambda w: _file(w, specification={"business_scope": {}}),
    ),
    Door(
        "L01",
        "web_search_read",
        "client.file",
        "web_search_read",
        _search(SCOPE, specification={"business_scope": {}}),
    ),
    Door("L02", "search by content", "client.file", "search", _search(SCOPE), "something"),
    Door("L02", "count by content", "client.file", "search_count", _search(SCOPE), "something"),
    Door(
        "L02",
        "count by a prefix",
        "client.file",
        "search_count",
        _search([("business_scope", "=like", PREFIX)]),
        "something",
    ),
    Door(
        "L02",
        "count by the file of a paper",
        "client.file.document",
        "search_count",
        _search([("file_id.business_scope", "=", CANARY)]),
        "something",
    ),
    Door(
        "L02",
        "name_search",
        "client.file.document",
        "name_search",
        lambda w: {"name": CANARY},
        "something",
    ),
    Door(
        "L02",
        "web_name_search",
        "client.file",
        "web_name_search",
        lambda w: {"name": w.client.name, "specification": {"business_scope": {}}},
    ),
    Door(
        "L03",
        "groups",
        "client.file",
        "formatted_read_group",
        lambda w: {"domain": SCOPE, "groupby": ["user_id"], "aggregates": ["__count"]},
        "something",
    ),
    Door(
        "L03",
        "groups with their records",
        "client.file",
        "web_read_group",
        lambda w: {"domain": SCOPE, "groupby": ["user_id"], "aggregates": ["__count"]},
        "something",
    ),
    Door(
        "L03",
        "array of values",
        "client.file.document",
        "formatted_read_group",
        lambda w: {
            "domain": [("file_id", "=", w.file.id)],
            "groupby": [],
            "aggregates": ["name:array_agg"],
        },
    ),
    Door(
        "L03",
        "progress bar",
        "client.file",
        "read_progress_bar",
        lambda w: {
            "domain": SCOPE,
            "group_by": "user_id",
            "progress_bar": {"field": "state", "colors": {"draft": "info"}},
        },
        "something",
    ),
    Door(
        "L03",
        "search panel",
        "client.file",
        "search_panel_select_range",
        lambda w: {
            "field_name": "user_id",
            "search_domain": SCOPE,
            "enable_counters": True,
            "expand": False,
        },
        "something",
    ),
    Door(
        "L04",
        "onchange of it",
        "client.file",
        "onchange",
        lambda w: _file(w, values={}, field_names=[], fields_spec={"business_scope": {}}),
        "nothing",
    ),
    Door("L04", "who wrote it when", "client.file", "get_metadata", _file, "something"),
    Door("L06", "name in data files", "client.file", "get_external_id", _file, "something"),
    Door(
        "L10",
        "archived rows too",
        "client.file",
        "search_count",
        lambda w: {"domain": SCOPE, "context": {"active_test": False}},
        "something",
    ),
    Door(
        "L85",
        "export",
        "client.file",
        "export_data",
        lambda w: _file(w, fields_to_export=["business_scope"]),
        "something",
        needs="permits",
    ),
    Door(
        "L85",
        "export of ids alone",
        "client.file",
        "export_data",
        lambda w: _file(w, fields_to_export=["id", "user_id/id"]),
        "something",
        needs="permits",
    ),
    Door(
        "L87",
        "data of a copy",
        "client.file.document",
        "copy_data",
        lambda w: {"ids": w.document.ids},
        "something",
        needs="permits",
    ),
    # B. Pointers from an open model
    Door(
        "L12",
        "name of a many2one",
        "x_attack_pointer",
        "read",
        lambda w: {"ids": w.pointer.ids, "fields": ["x_file_id"]},
        "title",
    ),
    Door(
        "L13",
        "name by web_read",
        "x_attack_pointer",
        "web_read",
        lambda w: {
            "ids": w.pointer.ids,
            "specification": {"x_file_id": {"fields": {"display_name": {}}}},
        },
        "title",
    ),
    Door(
        "L15",
        "onchange with an id",
        "x_attack_pointer",
        "onchange",
        lambda w: {
            "ids": [],
            "values": {"x_file_id": w.file.id},
            "field_names": ["x_file_id"],
            "fields_spec": {"x_file_id": {}, "x_scope": {}},
        },
    ),
    Door(
        "L15",
        "onchange with an id in the context",
        "x_attack_pointer",
        "onchange",
        lambda w: {
            "ids": [],
            "values": {},
            "field_names": [],
            "fields_spec": {"x_file_id": {}, "x_scope": {}},
            "context": {"default_x_file_id": w.file.id},
        },
    ),
    Door(
        "L23",
        "names of groups",
        "x_attack_pointer",
        "formatted_read_group",
        lambda w: {"domain": [], "groupby": ["x_file_id"], "aggregates": ["__count"]},
        "title",
    ),
    Door(
        "L23",
        "names in the search panel",
        "x_attack_pointer",
        "search_panel_select_range",
        lambda w: {"field_name": "x_file_id", "enable_counters": True},
        "title",
    ),
    Door(
        "L24",
        "path",
        "x_attack_pointer",
        "search_count",
        _search([("x_file_id.business_scope", "=", CANARY)]),
        "something",
    ),
    Door(
        "L24",
        "sub-domain",
        "x_attack_pointer",
        "search_count",
        _search([("x_file_id", "any", SCOPE)]),
        "something",
    ),
    Door(
        "L25",
        "who has a file",
        "res.partner",
        "search_count",
        _search(lambda w: [("id", "=", w.client.id), ("client_file_id", "!=", False)]),
        "something",
    ),
    Door(
        "L25",
        "whose file it is",
        "res.partner",
        "search_count",
        _search(lambda w: [("client_file_id", "in", w.file.ids)]),
        "something",
    ),
    Door(
        "L25",
        "the client's position",
        "crm.lead",
        "search_count",
        _search(lambda w: [("id", "=", w.lead.id), ("client_file_id", "!=", False)]),
        "something",
    ),
    Door(
        "L26",
        "badge on the partner",
        "res.partner",
        "read",
        lambda w: {"ids": w.client.ids, "fields": ["client_file_id"]},
        "title",
    ),
    Door(
        "L26",
        "badge on the deal",
        "crm.lead",
        "web_read",
        lambda w: {
            "ids": w.lead.ids,
            "specification": {"client_file_id": {"fields": {"business_scope": {}}}},
        },
    ),
    Door(
        "L27",
        "lines of it",
        "client.file.document",
        "search_read",
        _search([("name", "=", CANARY)], fields=["name"]),
    ),
    # D. Attachments
    Door(
        "L44",
        "by id",
        "ir.attachment",
        "read",
        lambda w: {"ids": w.attachment.ids, "fields": ["name", "checksum"]},
    ),
    Door(
        "L44",
        "by name",
        "ir.attachment",
        "search_count",
        _search([("name", "=like", PREFIX)]),
        "something",
    ),
    Door(
        "L44",
        "by model",
        "ir.attachment",
        "search_read",
        _search([("res_model", "=", "client.file")], fields=["name"]),
    ),
    Door(
        "L44",
        "by field",
        "ir.attachment",
        "search_read",
        _search(
            lambda w: [("res_field", "=", "datas"), ("id", "=", w.paper.id)], fields=["res_id"]
        ),
        "something",
    ),
    Door(
        "L44",
        "the bytes",
        "ir.attachment",
        "read",
        lambda w: {"ids": w.attachment.ids, "fields": ["raw", "datas"]},
        "something",
        needs="permits",
    ),
    Door(
        "L57",
        "bytes kept in the database",
        "ir.attachment",
        "read",
        lambda w: {"ids": w.attachment.ids, "fields": ["db_datas"]},
        "nothing",
    ),
    Door(
        "L56",
        "text of the paper",
        "ir.attachment",
        "search_count",
        _search([("index_content", "ilike", CANARY)]),
        "nothing",
    ),
    Door(
        "L47",
        "link without login",
        "ir.attachment",
        "generate_access_token",
        lambda w: {"ids": w.attachment.ids},
        "nothing",
    ),
    # E. Messages and what hangs from them
    Door(
        "L61",
        "message by text",
        "mail.message",
        "search_count",
        _search([("body", "ilike", CANARY)]),
        "something",
    ),
    Door(
        "L62",
        "message one got",
        "mail.message",
        "read",
        lambda w: {"ids": w.message.ids, "fields": ["body", "subject"]},
    ),
    Door(
        "L62",
        "message one wrote",
        "mail.message",
        "read",
        lambda w: {"ids": w.own_message.ids, "fields": ["body"]},
    ),
    Door(
        "L62",
        "groups of messages",
        "mail.message",
        "formatted_read_group",
        lambda w: {
            "domain": [("model", "=", "client.file"), ("res_id", "=", w.file.id)],
            "groupby": ["subject"],
            "aggregates": ["__count"],
        },
    ),
    Door(
        "L62",
        "notifications",
        "mail.notification",
        "search_count",
        _search(lambda w: [("mail_message_id", "=", w.message.id)]),
        "own",
    ),
    Door(
        "L62",
        "message by its record's name",
        "mail.message",
        "search_read",
        _search(lambda w: [("id", "=", w.own_message.id)], fields=["record_name", "body"]),
    ),
    Door(
        "L65",
        "who follows",
        "mail.followers",
        "search_read",
        _search(
            lambda w: [("res_model", "=", "client.file"), ("res_id", "=", w.file.id)],
            fields=["res_id", "partner_id"],
        ),
        "something",
    ),
    Door(
        "L65",
        "who follows anything",
        "mail.followers",
        "search_count",
        _search(lambda w: [("res_id", "=", w.file.id), ("res_model", "like", "client")]),
        "something",
    ),
    Door("L66", "list of followers", "client.file", "message_get_followers", _file, "something"),
    Door(
        "L69",
        "to-do",
        "mail.activity",
        "read",
        lambda w: {"ids": w.activity.ids, "fields": ["summary", "note"]},
    ),
    Door(
        "L69",
        "to-do by text",
        "mail.activity",
        "search_count",
        _search([("summary", "=", CANARY)]),
        "something",
    ),
    Door(
        "L69",
        "to-dos of the view",
        "mail.activity",
        "get_activity_data",
        lambda w: {"res_model": "client.file", "domain": SCOPE},
    ),
]
