"""What happens once, at installation and at removal."""

from odoo.tools import SQL

SEAL = "Sealed: "


def post_init_hook(env):
    """Every file that is there already gets the level of its client's class at once.

    Files that were sealed when these walls were removed before get back the level they had.
    """
    _remark_sealed(env)
    env["client.secrecy.mark"]._classify_by_rule()
    env["client.file"].sudo()._unseal()


def uninstall_hook(env):
    """Without the walls nothing secret becomes readable: secret files are sealed for everybody."""
    env.flush_all()
    env.cr.execute(
        SQL("UPDATE client_file SET sealed_key = secrecy_key WHERE COALESCE(secrecy_key, 1) > 0")
    )
    # The rows go with their tables: one by one, they would hold on to each other.
    env.cr.execute(
        SQL(
            "DELETE FROM ir_model_data WHERE module = 'client_file_confidentiality' "
            "AND model LIKE 'client.secrecy.%%'"
        )
    )
    env.invalidate_all(flush=False)
    for name in env["client.secrecy.protected"]._get_protected_models():
        model = env[name]
        if not name.startswith("client.secrecy.") and model._original_module == "client_file":
            _seal_model(env, model)


def _seal_model(env, model):
    """A global rule that belongs to no addon stays; satellites of Odoo lose what opened them."""
    path = model._secrecy_path
    field = f"{path}.sealed_key" if path else "sealed_key"
    domain = f"[('{field}', '=', 0)]"
    if path:
        domain = f"['|', ('{path}', '=', False), ('{field}', '=', 0)]"
    env["ir.rule"].sudo().create(
        {
            "name": f"{SEAL}{model._name}",
            "model_id": env["ir.model"]._get_id(model._name),
            "domain_force": domain,
        }
    )
    if not model._auto or model._transient:
        return
    sealed = model.sudo()._search([(field, ">", 0)]).subselect()
    values = {"name": model._name, "sealed": sealed}
    for statement in (
        "DELETE FROM mail_followers WHERE res_model = %(name)s AND res_id IN %(sealed)s",
        """
        DELETE FROM mail_notification n USING mail_message m
         WHERE m.id = n.mail_message_id AND m.model = %(name)s AND m.res_id IN %(sealed)s
        """,
        """
        DELETE FROM mail_message_res_partner_rel r USING mail_message m
         WHERE m.id = r.mail_message_id AND m.model = %(name)s AND m.res_id IN %(sealed)s
        """,
        # Authors keep reading what they wrote: the name stays in `email_from`.
        """
        UPDATE mail_message SET author_id = NULL, create_uid = 1
         WHERE model = %(name)s AND res_id IN %(sealed)s
        """,
        "DELETE FROM mail_activity WHERE res_model = %(name)s AND res_id IN %(sealed)s",
        "DELETE FROM mail_scheduled_message WHERE model = %(name)s AND res_id IN %(sealed)s",
        """
        UPDATE ir_attachment SET access_token = NULL, public = FALSE, index_content = NULL,
               create_uid = CASE WHEN COALESCE(res_id, 0) = 0 THEN 1 ELSE create_uid END
         WHERE res_model = %(name)s AND (COALESCE(res_id, 0) = 0 OR res_id IN %(sealed)s)
        """,
    ):
        env.cr.execute(SQL(statement, **values))
    env.invalidate_all(flush=False)


def _remark_sealed(env):
    """Propose again the level that sealed files had, by an entry of the catalogue of that level."""
    env.cr.execute(
        SQL(
            """
            INSERT INTO client_secrecy_mark
                   (file_id, matter_id, level, is_named, basis, date_until, state, proposed_by,
                    proposed_on, warned_stage, create_uid, write_uid, create_date, write_date)
            SELECT f.id, m.id, m.level, f.sealed_key > 10, m.basis->>'en_US',
                   (now() + make_interval(months => m.term_months))::date, 'proposed', 1,
                   now() AT TIME ZONE 'UTC', 0, 1, 1,
                   now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
              FROM client_file f
              JOIN LATERAL (
                SELECT * FROM client_secrecy_matter
                 WHERE state <> 'replaced' AND level::int >= f.sealed_key %% 10
                 ORDER BY level, id LIMIT 1
              ) m ON TRUE
             WHERE f.sealed_key > 0
            RETURNING file_id
            """
        )
    )
    files = env["client.file"].browse(row[0] for row in env.cr.fetchall())
    env.invalidate_all(flush=False)
    files._refresh_secrecy()
