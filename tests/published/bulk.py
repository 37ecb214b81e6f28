"""Rows by the hundred thousand: copies of a row that the ORM made, in one statement.

A template row made by the ORM has every column valid, whatever modules are installed; the copies
differ from it in the columns that are named.
"""

from contextlib import contextmanager

from odoo.tools import SQL


def copy_row(cr, template, source, values):
    """Insert one copy of `template` for each row of `source`.

    :param template: record of length 1, flushed
    :param source: SQL that goes after FROM, with an alias the values can use
    :param values: dict of column to the SQL of its value; `id` and every column that is unique
        must be here unless the sequence gives it
    :return: number of rows
    """
    table = template._table
    cr.execute(
        SQL(
            """
            SELECT attname FROM pg_attribute
             WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped
               AND attgenerated = ''
            """,
            table,
        )
    )
    columns = [row[0] for row in cr.fetchall()]
    unknown = values.keys() - set(columns)
    if unknown:
        raise ValueError(f"{table} has no column {', '.join(sorted(unknown))}.")
    if "id" not in values:
        values = {**values, "id": SQL("nextval(pg_get_serial_sequence(%s, 'id'))", table)}
    cr.execute(
        SQL(
            "INSERT INTO %s (%s) SELECT %s FROM %s template CROSS JOIN %s WHERE template.id = %s",
            SQL.identifier(table),
            SQL(", ").join(map(SQL.identifier, columns)),
            SQL(", ").join(
                values.get(column, SQL.identifier("template", column)) for column in columns
            ),
            SQL.identifier(table),
            source,
            template.id,
        )
    )
    return cr.rowcount


@contextmanager
def without_keys(cr, tables):
    """Tables without indexes and foreign keys meanwhile, for they take most of a load's time.

    The keys come back unchecked for the rows that are there, so this is for throw-away databases.
    """
    cr.execute(
        """
        SELECT c.relname, i.relname, pg_get_indexdef(x.indexrelid)
          FROM pg_index x JOIN pg_class c ON c.oid = x.indrelid
          JOIN pg_class i ON i.oid = x.indexrelid
         WHERE c.relname = ANY(%s)
           AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = x.indexrelid)
        """,
        [list(tables)],
    )
    indexes = cr.fetchall()
    cr.execute(
        """
        SELECT c.relname, k.conname, pg_get_constraintdef(k.oid)
          FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
         WHERE k.contype = 'f' AND c.relname = ANY(%s)
        """,
        [list(tables)],
    )
    keys = cr.fetchall()
    for _table, name, _definition in indexes:
        cr.execute(SQL("DROP INDEX %s", SQL.identifier(name)))
    for table, name, _definition in keys:
        cr.execute(
            SQL("ALTER TABLE %s DROP CONSTRAINT %s", SQL.identifier(table), SQL.identifier(name))
        )
    yield
    cr.execute("SET LOCAL maintenance_work_mem = '256MB'")
    for _table, _name, definition in indexes:
        cr.execute(definition)
    for table, name, definition in keys:
        cr.execute(f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" {definition} NOT VALID')
