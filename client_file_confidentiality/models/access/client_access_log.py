from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.chain_reader import CONTENT

# What can be noted. A list is one row with what it showed, records that were opened are counted
# by quarter of an hour, everything else is a row of its own.
ACTS = [
    ("read", "Looked at"),
    ("search", "Seen in a list"),
    ("print", "Printed"),
    ("export", "Exported"),
    ("download", "File streamed"),
    ("copy", "Copied"),
    ("deny", "Turned away"),
    ("permit", "Permit used"),
    ("freeze", "Access cut"),
    ("classify", "Classified"),
    ("declassify", "Declassified"),
    ("clearance", "Clearance decided"),
    ("incident", "Incident"),
]
COUNTED = frozenset({"read", "search"})
# Content leaves with these: they are written before it does.
HANDOVERS = frozenset({"print", "export", "download", "copy"})

_GUARD = """
CREATE OR REPLACE FUNCTION client_access_log_guard() RETURNS trigger AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF OLD.hash IS NULL AND ({old}) IS NOT DISTINCT FROM ({new}) THEN
            IF NEW.hash IS NULL AND NEW.seq IS NULL AND NEW.prev_hash IS NULL
               AND OLD.bucket IS NOT NULL AND NEW.hits > OLD.hits THEN
                RETURN NEW;
            END IF;
            IF NEW.hits = OLD.hits AND NEW.seq > 0 AND NEW.prev_hash IS NOT NULL
               AND NEW.hash = encode(sha256(convert_to(
                   NEW.prev_hash || json_build_array(1, NEW.seq, {new}, NEW.hits)::text, 'UTF8'
               )), 'hex') THEN
                RETURN NEW;
            END IF;
        END IF;
    END IF;
    RAISE EXCEPTION 'The access log can only be added to.' USING ERRCODE = 'insufficient_privilege';
END $$ LANGUAGE plpgsql;
CREATE OR REPLACE FUNCTION client_access_guard() RETURNS trigger AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND TG_TABLE_NAME = 'client_access_head' THEN
        IF NEW.id = OLD.id AND NEW.seq > OLD.seq THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'The access log can only be added to.' USING ERRCODE = 'insufficient_privilege';
END $$ LANGUAGE plpgsql;
"""


class LooseMany2one(fields.Many2one):
    """A many2one without a foreign key.

    A foreign key would lock the user's row from the second connection the log is written by, and
    wait for the request that is being noted.
    """

    def update_db_foreign_key(self, model, column):
        return


class ClientAccessLog(models.Model):
    """Who saw, printed, carried out or was refused what. Only added to, by nobody directly.

    A trigger of the database refuses every other change, the ORM refuses all of them; rows are
    written by `_note` and sealed into a hash chain by `_seal`.
    """

    _name = "client.access.log"
    _description = "Access log entry"
    _log_access = False
    _order = "id desc"
    _rec_name = "act"

    at = fields.Datetime(
        "Noted at", readonly=True, required=True, help="In UTC to the microsecond."
    )
    user_id = LooseMany2one("res.users", string="Person", readonly=True, required=True)
    act = fields.Selection(ACTS, string="What happened", readonly=True, required=True)
    model = fields.Char("Kind of record", readonly=True, required=True)
    res_id = fields.Integer(
        "Record number", readonly=True, aggregator=None, help="0 for the kind as a whole."
    )
    # Not a many2one: nothing outside a client file points to one.
    file_id = fields.Integer("Client file number", readonly=True, aggregator=None)
    seen = fields.Json(
        readonly=True, help='Of a list: {"ids": records it showed, "files": their client files}.'
    )
    about_file_id = fields.Integer(
        "Client file",
        compute="_compute_about_file_id",
        search="_search_about_file_id",
        aggregator=None,
    )
    detail = fields.Char("Circumstances", readonly=True, help="Never content.")
    address = fields.Char("Network address", readonly=True)
    session = fields.Char(
        "Session mark", readonly=True, help="Tells sessions apart; it opens none."
    )
    bucket = fields.Datetime("Quarter of an hour", readonly=True)
    hits = fields.Integer(
        "Times", readonly=True, required=True, help="Reads at least a minute apart."
    )
    seq = fields.Integer("Number in the chain", readonly=True, aggregator=None)
    prev_hash = fields.Char("Hash before", readonly=True)
    hash = fields.Char("Hash of the entry", readonly=True)
    subject = fields.Char(compute="_compute_subject", compute_sudo=False)
    words = fields.Char("In words", compute="_compute_words")
    is_sealed = fields.Boolean("Sealed", compute="_compute_is_sealed")

    _open_bucket = models.UniqueIndex(
        "(user_id, res_id, bucket, act, model) WHERE bucket IS NOT NULL AND hash IS NULL",
        "This quarter of an hour is already counted.",
    )
    _chain = models.UniqueIndex(
        "(seq) WHERE seq IS NOT NULL", "This number of the chain is already given."
    )
    _unsealed = models.Index("(id) WHERE hash IS NULL")
    _by_person = models.Index("(user_id, id)")
    _by_file = models.Index("(file_id, id) WHERE file_id IS NOT NULL")
    # Lists by the files they showed; small, for a list is one row.
    _by_list = models.Index("USING gin ((seen -> 'files') jsonb_path_ops) WHERE seen IS NOT NULL")
    _by_denial = models.Index("(id) WHERE act = 'deny'")
    _by_time = models.Index("USING brin (at) WITH (pages_per_range = 32)")

    def init(self):
        """Put the triggers in place, again at each update; they fire in replica sessions too."""
        columns = {
            side: ", ".join(f"{side.upper()}.{name}" for name in CONTENT) for side in ("old", "new")
        }
        # Names of columns only, from the tuple above.
        self.env.cr.execute(SQL(_GUARD.format(**columns)))  # pylint: disable=sql-injection
        self._guard_table("client_access_log", "client_access_log_guard")

    def _guard_table(self, table, function):
        """Refuse changes of rows, deletion and truncation of `table`, for its owner as well."""
        names = {"table": SQL.identifier(table), "function": SQL.identifier(function)}
        for trigger, events, level in (
            (f"{table}_rows", SQL("UPDATE OR DELETE"), SQL("ROW")),
            (f"{table}_all", SQL("TRUNCATE"), SQL("STATEMENT")),
        ):
            names["trigger"] = SQL.identifier(trigger)
            self.env.cr.execute(SQL("DROP TRIGGER IF EXISTS %(trigger)s ON %(table)s", **names))
            self.env.cr.execute(
                SQL(
                    "CREATE TRIGGER %(trigger)s BEFORE %(events)s ON %(table)s"
                    " FOR EACH %(level)s EXECUTE FUNCTION %(function)s()",
                    events=events,
                    level=level,
                    **names,
                )
            )
            self.env.cr.execute(
                SQL("ALTER TABLE %(table)s ENABLE ALWAYS TRIGGER %(trigger)s", **names)
            )

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        self._refuse()

    def write(self, vals):  # pylint: disable=method-required-super
        self._refuse()

    def unlink(self):  # pylint: disable=method-required-super
        if self:
            self._refuse()
        return True

    @api.model
    def _refuse(self):
        raise AccessError(
            self.env._("The access log can only be added to, and only by the system.")
        )

    @api.depends("file_id")
    def _compute_about_file_id(self):
        for entry in self:
            entry.about_file_id = entry.file_id

    def _search_about_file_id(self, operator, value):
        """Entries about a client file: of its own, of its parts, and lists it stood in."""
        if operator != "in":
            return NotImplemented
        ids = [int(res_id) for res_id in value if res_id]

        def listed(model, alias, query):
            seen = SQL.identifier(alias, "seen")
            return SQL(" OR ").join(
                SQL("(%s IS NOT NULL AND %s -> 'files' @> %s::jsonb)", seen, seen, str(res_id))
                for res_id in ids
            )

        domain = Domain("file_id", "in", ids)
        return domain | Domain.custom(to_sql=listed) if ids else domain

    @api.depends("act", "model", "res_id", "seen")
    @api.depends_context("uid", "lang")
    def _compute_subject(self):
        """Title of the record as the reader may see it: neutral for the security officer."""
        for name, entries in self.grouped("model").items():
            kind = self.env["ir.model"]._get(name).name or name
            ids = {entry.res_id or (entry.seen or {}).get("ids", [0])[0] for entry in entries}
            titles = self._get_readable_titles(name, ids - {0})
            for entry in entries:
                shown = (entry.seen or {}).get("ids") or [entry.res_id or 0]
                number = str(shown[0] or "") if len(shown) == 1 else f"× {len(shown)}"
                entry.subject = titles.get(shown[0]) or f"{kind} {number}".strip()
                if len(shown) > 1:
                    entry.subject = f"{kind} {number}"

    @api.model
    def _get_readable_titles(self, name, ids):
        """Titles of those records that the reader may read: dict by id."""
        model = self.env.get(name)
        if model is None or not isinstance(model, self.env.registry["client.file.titled"]):
            return {}
        records = model.browse(ids).exists()._filter_title_readable()
        return {record.id: record.display_name for record in records}

    @api.depends("act", "detail")
    @api.depends_context("lang")
    def _compute_words(self):
        """What was refused in the reader's language; everything else as it was noted."""
        tried = {
            "read": self.env._("Reading"),
            "write": self.env._("Changing"),
            "create": self.env._("Adding"),
            "unlink": self.env._("Deleting"),
        }
        for entry in self:
            entry.words = tried.get(entry.detail, entry.detail)

    @api.depends("hash")
    def _compute_is_sealed(self):
        for entry in self:
            entry.is_sealed = bool(entry.hash)

    @api.depends("act", "model", "res_id")
    @api.depends_context("uid", "lang")
    def _compute_display_name(self):
        labels = dict(self._fields["act"]._description_selection(self.env))
        for entry in self:
            entry.display_name = f"{labels.get(entry.act, '')} · {entry.subject}"
