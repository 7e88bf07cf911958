-- The tables that were written are empty again, and the first order is the next.
DO $empty$
DECLARE
    written TEXT;
BEGIN
    FOR written IN
        SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = 'ceiling' AND c.relkind = 'r' AND c.relname LIKE 'to\_%'
    LOOP
        EXECUTE format('TRUNCATE ceiling.%I', written);
    END LOOP;
    ALTER SEQUENCE ceiling.next RESTART;
END
$empty$;
