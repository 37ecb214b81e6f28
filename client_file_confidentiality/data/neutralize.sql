-- Copies of the database for tests and training hold nothing of client files: no papers, no
-- messages, no texts, and nobody who is cleared.
DELETE FROM mail_followers WHERE res_model LIKE 'client.%';
DELETE FROM mail_activity WHERE res_model LIKE 'client.%';
DELETE FROM mail_scheduled_message WHERE model LIKE 'client.%';
DELETE FROM mail_notification n USING mail_message m
 WHERE m.id = n.mail_message_id AND m.model LIKE 'client.%';
UPDATE mail_message
   SET body = '', subject = NULL, author_id = NULL, create_uid = 1, email_from = NULL
 WHERE model LIKE 'client.%';
DELETE FROM mail_tracking_value t USING mail_message m
 WHERE m.id = t.mail_message_id AND m.model LIKE 'client.%';
UPDATE ir_attachment
   SET store_fname = NULL, db_datas = NULL, index_content = NULL, checksum = NULL, file_size = 0,
       name = 'neutralized', description = NULL, access_token = NULL, public = FALSE
 WHERE res_model LIKE 'client.%';
UPDATE client_secrecy_clearance SET state = 'revoked' WHERE state = 'granted';
DO $$
DECLARE
    target RECORD;
BEGIN
    FOR target IN
        SELECT c.relname AS table_name, f.name AS column_name
          FROM ir_model_fields f
          JOIN pg_class c ON c.relname = replace(f.model, '.', '_') AND c.relkind = 'r'
          JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = f.name AND NOT a.attisdropped
         WHERE f.model LIKE 'client.%'
           AND f.ttype IN ('char', 'text', 'html', 'json', 'binary')
           AND (c.relname = 'client_file' OR EXISTS (
                SELECT FROM pg_attribute k
                 WHERE k.attrelid = c.oid AND k.attname = 'file_id' AND NOT k.attisdropped))
    LOOP
        BEGIN
            EXECUTE format('UPDATE %I SET %I = NULL', target.table_name, target.column_name);
        EXCEPTION WHEN OTHERS THEN
            BEGIN
                EXECUTE format(
                    'UPDATE %I SET %I = ''neutralized '' || id',
                    target.table_name, target.column_name);
            EXCEPTION WHEN OTHERS THEN
                RAISE NOTICE 'kept: %.%', target.table_name, target.column_name;
            END;
        END;
    END LOOP;
END
$$;
