-- What a clinic's logins read, named as the tables that they may not enter: see steps/001_people.sql.
--
-- Run after the steps, and again when a table of a log has got another column.
DO $$
DECLARE
    what text;
BEGIN
    FOREACH what IN ARRAY ARRAY[
        'sessions', 'entries', 'measures', 'events', 'changes', 'people', 'assigned', 'audit'
    ] LOOP
        EXECUTE format(
            'CREATE OR REPLACE VIEW {schema}.%1$I AS SELECT * FROM {schema}.seen_%1$s()', what);
        EXECUTE format('GRANT SELECT ON {schema}.%I TO backcare_patient, backcare_clinician', what);
    END LOOP;
END $$;
