import json
import logging
from contextlib import contextmanager
from functools import partial
from hashlib import sha256

from odoo import SUPERUSER_ID, api, models, modules, sql_db
from odoo.http import request
from odoo.tools import SQL

from ...tools.recent import Recent
from .client_access_log import COUNTED, HANDOVERS

_logger = logging.getLogger(__name__)
_KEY = "client_file_confidentiality.access_log"
_VERB = f"{_KEY}.verb"
_MAX_DETAIL = 250
_recent = Recent()


class ClientAccessNote(models.Model):
    """How entries of the access log are written.

    Three ways, by what has to be true when something breaks in between:

    * decisions (permit, freeze, ...) in the transaction of the decision: both or neither;
    * what leaves (print, export, download, copy) by a connection of its own at once, before it
      leaves, so that no rollback takes it back;
    * reads and refusals once at the end of the transaction, whether it was committed or rolled
      back, by a connection of its own, still before the answer is sent. An answer whose reads
      cannot be noted is not sent. What one worker noted less than a minute ago for the same
      person is not written again.

    A connection of its own also works where the request's own may only read.
    """

    _inherit = "client.access.log"

    @api.model
    def _note(self, verb, records, detail=None):
        """Note that the current user did `verb` with `records`.

        :param str verb: key of `ACTS`
        :param records: any recordset; an empty one (record 0) for the model as a whole
        :param str detail: circumstances in a few words, never content (names of columns,
            number of rows, number of the permit)
        """
        uid = self._get_real_uid()
        if verb in COUNTED and uid == SUPERUSER_ID and not request:
            return  # jobs of the system show nothing to anybody
        # Reads are added up whatever their circumstances.
        detail = str(detail)[:_MAX_DETAIL] if detail and verb not in COUNTED else None
        ids = records._origin.ids if records else [0]
        rows = [(uid, verb, records._name, res_id, detail) for res_id in ids]
        if not rows:
            return
        cr = self.env.cr
        if verb in COUNTED or verb == "deny" or (verb in HANDOVERS and cr.readonly):
            # A transaction that may only read hands over nothing but its answer, after its end.
            self._get_notes().update(dict.fromkeys(rows))
        elif verb in HANDOVERS and self.env.registry.ready:
            # While the addon is being installed, no other connection sees the log's table yet.
            with self._open_cursor() as own:
                self._write_rows(own, rows, self._get_preamble())
        else:
            self._write_rows(cr, rows)

    @api.model
    def _get_real_uid(self):
        """The person, also where code works for them as the superuser."""
        uid = self.env.uid
        if uid == SUPERUSER_ID and request and getattr(request, "env", None):
            uid = request.env.uid or uid
        return uid

    @api.model
    def _get_notes(self):
        """Notes of this transaction: dict of rows, written once when it ends."""
        cr = self.env.cr
        notes = cr.postcommit.data.get(_KEY)
        if notes is None:
            notes = cr.postcommit.data[_KEY] = {}
            # The cursor of a test never ends its transaction; tests call `_flush_notes`.
            if not (modules.module.current_test and type(cr) is sql_db.Cursor):
                cr.postcommit.add(partial(self._write_notes, notes))
                cr.postrollback.add(partial(self._write_notes, notes, lenient=True))
        return notes

    @contextmanager
    def _noted_as(self, verb):
        """Within it, what is read is noted as `verb`: rows of a list, groups, suggestions."""
        data = self.env.cr.postcommit.data
        before = data.get(_VERB)
        data[_VERB] = verb
        try:
            yield
        finally:
            data[_VERB] = before

    @api.model
    def _note_read(self, records):
        """Note that records were read, at the edge where their content leaves the server."""
        if records:
            self._note(self.env.cr.postcommit.data.get(_VERB) or "read", records)

    @api.model
    def _flush_notes(self):
        """Write what was noted so far."""
        self._write_notes(self._get_notes())

    @api.model
    def _write_notes(self, notes, lenient=False):
        """Write collected rows by a connection of their own.

        :param bool lenient: after a rollback nothing is handed over; a log that cannot be written
            then must not hide the error that is being answered
        """
        rows = list(notes)
        notes.clear()
        if not rows:
            return
        try:
            self._write_collected(rows)
        except Exception:
            if not lenient:
                raise
            _logger.exception("The access log could not be written after a rollback")

    @api.model
    def _write_collected(self, rows):
        """Write reads and refusals; what this worker wrote a moment ago is left out.

        Reads do not wait for the disk: a crash of the database server (not of Odoo) may cost those
        of its last half second. Refusals and everything else wait.
        """
        keys = [(self.env.registry.db_name, *row) for row in rows]
        # Tests roll back what was written.
        fresh = keys if modules.module.current_test else _recent.get_new(keys)
        if not fresh:
            return
        wait = any(key[2] not in COUNTED for key in fresh)
        with self._open_cursor() as own:
            self._write_rows(own, [key[1:] for key in fresh], self._get_preamble(wait))
        _recent.remember(fresh)

    @contextmanager
    def _open_cursor(self):
        """A connection of its own, committed at the end; in a plain test the test's own."""
        cr = self.env.cr
        if modules.module.current_test and type(cr) is sql_db.Cursor:
            yield cr
            self.env["client.access.log"].invalidate_model()
            return
        with self.env.registry.cursor() as own:
            yield own

    @api.model
    def _get_preamble(self, wait=True):
        """How the transaction of a connection of its own behaves; sent with its one statement.

        :param bool wait: whether the commit waits for the disk
        """
        if modules.module.current_test:
            return SQL()
        # Two requests of one person count the same row: the second waits for the first.
        preamble = SQL("SET TRANSACTION ISOLATION LEVEL READ COMMITTED;")
        return preamble if wait else SQL("%s SET LOCAL synchronous_commit = off;", preamble)

    @api.model
    def _write_rows(self, cr, rows, preamble=None):
        """All rows in one go: a list is one row with what it showed, everything else a row each.

        :param rows: (user, act, model, record or 0, detail) each
        """
        lists, single = {}, []
        for row in rows:
            if row[1] == "search":
                lists.setdefault((row[0], row[2]), []).append(row[3])
            else:
                single.append(row)
        origin = self._get_origin()
        statements = [
            self._get_list_insert(user, model, ids, origin) for (user, model), ids in lists.items()
        ]
        if single:
            statements.append(self._get_insert(single, origin))
        cr.execute(SQL("%s %s", preamble or SQL(), SQL(";").join(statements)))

    @api.model
    def _get_list_insert(self, user, model, ids, origin):
        """One row for a list: the records it showed and the client files they belong to."""
        ids = sorted({res_id for res_id in ids if res_id})
        return SQL(
            """
            INSERT INTO client_access_log
                (at, user_id, act, model, res_id, seen, address, session, hits)
            VALUES (clock_timestamp() AT TIME ZONE 'UTC', %(user)s, 'search', %(model)s, 0,
                    %(seen)s, %(address)s, %(session)s, 1)
            """,
            user=user,
            model=model,
            seen=SQL(
                "jsonb_build_object('ids', %s::jsonb, 'files', %s)",
                json.dumps(ids),
                self._get_files(model, ids),
            )
            if ids
            else None,
            **origin,
        )

    @api.model
    def _get_files(self, model, ids):
        """The client files of records, as an expression of SQL that gives a JSON array."""
        steps = self._get_file_path(model)
        if steps == []:
            return SQL("%s::jsonb", json.dumps(ids))
        if not steps:
            return SQL("'[]'::jsonb")
        (table, column), *further = steps
        found = SQL(
            "SELECT %s FROM %s WHERE id = ANY(%s)",
            SQL.identifier(column),
            SQL.identifier(table),
            ids,
        )
        for table, column in further:
            found = SQL(
                "SELECT %s FROM %s WHERE id IN (%s)",
                SQL.identifier(column),
                SQL.identifier(table),
                found,
            )
        return SQL(
            "(SELECT COALESCE(jsonb_agg(DISTINCT file_id), '[]') FROM (%s) AS of(file_id)"
            " WHERE file_id IS NOT NULL)",
            found,
        )

    @api.model
    def _get_insert(self, rows, origin):
        """A row each; reads are added up by person, record and quarter of an hour.

        Sorted, so that two requests take their row locks in the same order.
        """
        rows = sorted(rows, key=lambda row: (row[2], row[3], row[1], row[0], row[4] or ""))
        columns = [list(column) for column in zip(*rows, strict=True)]
        lookup, file_id = self._get_file_lookup({row[2] for row in rows})
        return SQL(
            """
            INSERT INTO client_access_log
                (at, user_id, act, model, res_id, file_id, detail, address, session, bucket, hits)
            SELECT clock.at, r.user_id, r.act, r.model, r.res_id, %(file_id)s, r.detail,
                   %(address)s, %(session)s,
                   CASE WHEN r.act = 'read' THEN clock.bucket END, 1
              FROM (SELECT now AT TIME ZONE 'UTC' AS at,
                           to_timestamp(floor(extract(epoch FROM now) / 900) * 900)
                               AT TIME ZONE 'UTC' AS bucket
                      FROM (SELECT clock_timestamp() AS now OFFSET 0) AS moment) AS clock,
                   unnest(%(users)s::int[], %(acts)s::text[], %(models)s::text[],
                          %(ids)s::int[], %(details)s::text[])
                       WITH ORDINALITY AS r(user_id, act, model, res_id, detail, place)
                   %(lookup)s
             ORDER BY r.place
                ON CONFLICT (user_id, res_id, bucket, act, model)
                   WHERE bucket IS NOT NULL AND hash IS NULL
                DO UPDATE SET hits = client_access_log.hits + 1
            """,
            users=columns[0],
            acts=columns[1],
            models=columns[2],
            ids=columns[3],
            details=columns[4],
            lookup=lookup,
            file_id=file_id,
            **origin,
        )

    @api.model
    def _get_file_lookup(self, models_):
        """Joins that find the client file of each row, and the expression that names it."""
        joins, cases = [SQL()], [SQL("NULL::int")]
        for number, name in enumerate(sorted(models_)):
            steps = self._get_file_path(name)
            if steps == []:
                cases.append(SQL("CASE WHEN r.model = %s THEN NULLIF(r.res_id, 0) END", name))
            for place, (table, column) in enumerate(steps or ()):
                alias = SQL.identifier(f"owner{number}_{place}")
                if place:
                    before = SQL.identifier(f"owner{number}_{place - 1}", steps[place - 1][1])
                    condition = SQL("%s.id = %s", alias, before)
                else:
                    condition = SQL("r.model = %s AND %s.id = r.res_id", name, alias)
                joins.append(
                    SQL(" LEFT JOIN %s AS %s ON %s", SQL.identifier(table), alias, condition)
                )
                if place == len(steps) - 1:
                    cases.append(SQL("%s.%s", alias, SQL.identifier(column)))
        return SQL(" ").join(joins), SQL("COALESCE(%s)", SQL(", ").join(cases))

    @api.model
    def _get_file_path(self, name):
        """Tables and columns from a record of a model to its client file.

        :return: list of (table, column); empty for the file itself, None without a stored way
        """
        mixin = self.env.registry["client.secrecy.protected"]
        model = self.env.get(name)
        if model is None or not isinstance(model, mixin):
            return None
        steps = []
        for step in (model._secrecy_path or "").split("."):
            if not step:
                break
            field = model._fields.get(step)
            if not field or not field.store or not model._auto:
                return None
            steps.append((model._table, step))
            model = self.env[field.comodel_name]
        return steps if model._name == "client.file" else None

    @api.model
    def _get_origin(self):
        """Where the request comes from: address and a mark of the session that opens nothing."""
        if not request or not getattr(request, "httprequest", None):
            return {"address": None, "session": None}
        sid = getattr(request.session, "sid", None)
        return {
            "address": request.httprequest.remote_addr,
            "session": sha256(sid.encode()).hexdigest()[:16] if sid else None,
        }
