from odoo import api, fields, models
from odoo.tools import SQL

from ...tools.triggers import NO_CLASS_MONTHS, REVIEW_MONTHS
from . import trigger_state


class ClientCreditBaseline(models.Model):
    """What was known of a client when changes were last looked for; one row per file."""

    _name = "client.credit.baseline"
    _description = "Known state of a client"
    _inherit = ["client.file.owned"]
    _log_access = False

    as_of = fields.Date(readonly=True)
    state = fields.Json(readonly=True)
    fact_id = fields.Integer(readonly=True, help="Newest fact that was looked at.")

    _file_uniq = models.UniqueIndex("(file_id)", "One row per client file.")

    @api.model
    def _get_protected_fields(self):
        return super()._get_protected_fields() | {"as_of", "state", "fact_id"}

    @api.model
    def _collect(self, params):
        """Put the present state of every open file (or of `only`) beside the known one.

        :return: list of dicts file_id, old (None: never looked at), new, fact_id, reviewed_on,
            watched; only the files that changed or may have to be reviewed
        """
        self.env.flush_all()
        cr = self.env.cr
        cr.execute("DROP TABLE IF EXISTS client_credit_current")
        cr.execute(
            SQL(
                "CREATE TEMP TABLE client_credit_current ON COMMIT DROP AS %s",
                trigger_state.current(params),
            )
        )
        months = SQL(" ").join(
            SQL("WHEN %s THEN %s", letter, number) for letter, number in REVIEW_MONTHS.items()
        )
        cr.execute(
            SQL(
                """
                SELECT c.file_id, b.state AS old, c.state AS new, b.fact_id, c.reviewed_on,
                       c.watched
                  FROM client_credit_current c
                  LEFT JOIN client_credit_baseline b ON b.file_id = c.file_id
                 WHERE b.state IS DISTINCT FROM c.state
                    OR c.watched AND c.reviewed_on + interval '1 month'
                       * CASE c.state ->> 'class' %s ELSE %s END <= %s
                """,
                months,
                NO_CLASS_MONTHS,
                params["today"],
            )
        )
        return cr.dictfetchall()

    @api.model
    def _keep(self, params, fallen):
        """The present state becomes the known one.

        The payment index is kept at its best until somebody was told of its fall, so that a
        slow decline is seen too (`tools.triggers.get_reference`).

        :param fallen: files whose fall of the index was told
        """
        self.env.cr.execute(
            """
            INSERT INTO client_credit_baseline AS known (file_id, as_of, state, fact_id)
            SELECT c.file_id, %(today)s, c.state, COALESCE(
                       (SELECT MAX(id) FROM client_credit_fact f WHERE f.file_id = c.file_id), 0)
              FROM client_credit_current c
                ON CONFLICT (file_id) DO UPDATE SET
                   as_of = EXCLUDED.as_of, fact_id = EXCLUDED.fact_id,
                   state = CASE
                       WHEN EXCLUDED.file_id = ANY(%(fallen)s) OR known.state -> 'index' IS NULL
                       THEN EXCLUDED.state
                       WHEN (known.state -> 'index')::numeric
                            > COALESCE((EXCLUDED.state -> 'index')::numeric, -1)
                       THEN EXCLUDED.state || jsonb_build_object('index', known.state -> 'index')
                       ELSE EXCLUDED.state END
             WHERE known.state IS DISTINCT FROM EXCLUDED.state
                OR known.fact_id IS DISTINCT FROM EXCLUDED.fact_id
            """,
            {"today": params["today"], "fallen": list(fallen)},
        )
        self.env.invalidate_all()
