-- For each table in which every order has left a row or more: a copy that says which row belongs to which order (`from_…`,
-- read by the measured statements), and an empty table of the same shape with the same indexes (written by them). For
-- each service: a function that writes the rows of some orders, a statement a table.
DROP SCHEMA IF EXISTS ceiling CASCADE;
CREATE SCHEMA ceiling;
CREATE SEQUENCE ceiling.next MINVALUE 0 START 0;

DO $prepare$
DECLARE
    service TEXT;
    source RECORD;
    total BIGINT;
    columns TEXT;
    body TEXT;
BEGIN
    FOREACH service IN ARRAY ARRAY[:services] LOOP
        body := '';
        FOR source IN
            SELECT c.oid, c.relname AS name
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = service AND c.relkind = 'r'
            ORDER BY c.relname
        LOOP
            EXECUTE format('SELECT count(*) FROM %I.%I', service, source.name) INTO total;
            CONTINUE WHEN total < :orders;
            EXECUTE format(
                'CREATE UNLOGGED TABLE ceiling.%I AS
                 SELECT (row_number() OVER () - 1) * :orders / %s AS for_order, r.* FROM %I.%I r',
                'from_' || service || '_' || source.name, total, service, source.name);
            EXECUTE format('CREATE INDEX ON ceiling.%I (for_order)', 'from_' || service || '_' || source.name);
            EXECUTE format('ANALYZE ceiling.%I', 'from_' || service || '_' || source.name);
            EXECUTE format('CREATE TABLE ceiling.%I (LIKE %I.%I INCLUDING ALL)',
                'to_' || service || '_' || source.name, service, source.name);
            SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) INTO columns
            FROM pg_attribute WHERE attrelid = source.oid AND attnum > 0 AND NOT attisdropped;
            body := body || format(
                'INSERT INTO ceiling.%I (%s) OVERRIDING SYSTEM VALUE
                 SELECT %s FROM ceiling.%I WHERE for_order >= first AND for_order < first + orders;',
                'to_' || service || '_' || source.name, columns, columns, 'from_' || service || '_' || source.name);
        END LOOP;
        EXECUTE format(
            'CREATE FUNCTION ceiling.%I(first BIGINT, orders BIGINT) RETURNS void LANGUAGE plpgsql AS $body$
             BEGIN %s END $body$',
            service, body);
    END LOOP;
END
$prepare$;
