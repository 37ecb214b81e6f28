"""Bytes really gone: rows in the transaction, files of the store right after it."""

import contextlib
import logging
import os

import psycopg2
from odoo import SUPERUSER_ID, api
from odoo.tools import SQL

_logger = logging.getLogger(__name__)


def erase(documents):
    """Remove every attachment of these documents; the files follow when the rows are committed.

    Odoo's store shares one file among all rows of equal content: it goes only when none is
    left. Should the server die between the commit and the removal, the files stand on the
    store's own list of garbage already and go with its next collection.

    :return: number of bytes the rows held
    """
    env = documents.env
    attachments = (
        env["ir.attachment"]
        .sudo()
        .search(
            [
                ("res_model", "=", documents._name),
                ("res_id", "in", documents.ids),
                "|",
                ("res_field", "=", False),
                ("res_field", "!=", False),
            ]
        )
    )
    size = sum(attachments.mapped("file_size"))
    names = tuple({name for name in attachments.mapped("store_fname") if name})
    attachments.unlink()
    documents.invalidate_recordset(["datas"])
    if names:
        registry = env.registry

        @env.cr.postcommit.add
        def remove():
            try:
                with registry.cursor() as cr:
                    cr.execute("SET LOCAL lock_timeout TO '10s'")
                    # First of all statements that see rows: no new row of this content slips in.
                    cr.execute("LOCK ir_attachment IN SHARE MODE")
                    remove_files(api.Environment(cr, SUPERUSER_ID, {}), names)
            except psycopg2.errors.LockNotAvailable:
                _logger.info("Destroyed content is left to the collection of the store")

    return size


def remove_files(env, names):
    """Remove files of the store that no attachment names any more; returns how many went."""
    Attachment = env["ir.attachment"]
    env.flush_all()
    env.cr.execute(
        SQL("SELECT DISTINCT store_fname FROM ir_attachment WHERE store_fname IN %s", names)
    )
    used = {name for (name,) in env.cr.fetchall()}
    gone = 0
    for name in set(names) - used:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(Attachment._full_path(name))
            gone += 1
    return gone


def find_elsewhere(documents):
    """Where the same bytes are still held, by SHA-256: `{digest: (documents, attachments)}`.

    Called before the erasure. Attachments are found by the store's own digest of the bytes,
    which equal bytes share; documents of the list do not count.
    """
    env = documents.env
    digests = {digest for digest in documents.mapped("sha256") if digest}
    twins = (
        env["client.file.document"]
        .sudo()
        .search(
            [
                ("sha256", "in", list(digests)),
                ("id", "not in", documents.ids),
                ("state", "!=", "destroyed"),
            ]
        )
    )
    Attachment = env["ir.attachment"].sudo()
    own = Attachment.search(
        [
            ("res_model", "=", documents._name),
            ("res_id", "in", documents.ids),
            ("res_field", "=", "datas"),
        ]
    )
    others = Attachment.search(
        [
            ("checksum", "in", list({row.checksum for row in own if row.checksum})),
            ("id", "not in", own.ids),
            "|",
            ("res_field", "=", False),
            ("res_field", "!=", False),
        ]
    ).filtered(
        lambda row: (
            not (
                row.res_model == documents._name
                and row.res_field == "datas"
                and (row.res_id in twins.ids or row.res_id in documents.ids)
            )
        )
    )
    by_checksum = others.grouped("checksum")
    checksums = {row.res_id: row.checksum for row in own}
    found = {}
    for document in documents.filtered("sha256"):
        same = twins.filtered(lambda twin, digest=document.sha256: twin.sha256 == digest)
        rows = by_checksum.get(checksums.get(document.id), Attachment)
        if same or rows:
            found[document.sha256] = (same, rows)
    return found
