-- Who may see and write whose rows, held by the server itself, whatever SQL somebody types.
--
-- {schema} and {owner} are filled in by `backcare.clinic`. The owner runs this and sees nobody's
-- rows: row security is forced. A patient has one login, known as `session_user`, which no SET ROLE
-- changes. Nobody but the owner may UPDATE or DELETE a whole table, because whoever may can also
-- lock everybody else out of it: own rows are taken out by the function `take_out`.

DO $$
DECLARE
    wanted text;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['backcare_patient', 'backcare_clinician', 'backcare_backup'] LOOP
        BEGIN
            EXECUTE format('CREATE ROLE %I NOLOGIN', wanted);
        EXCEPTION WHEN duplicate_object OR unique_violation THEN
            NULL;  -- another clinic of this server has made it
        END;
    END LOOP;
END $$;

-- Two patients may bring sessions with the same id from elsewhere, and neither learns of the other.
ALTER TABLE entries ADD COLUMN patient varchar(100) NOT NULL;
ALTER TABLE entries DROP CONSTRAINT entries_session_id_fkey, DROP CONSTRAINT entries_pkey;
ALTER TABLE sessions DROP CONSTRAINT sessions_pkey, ADD PRIMARY KEY (patient, session_id);
ALTER TABLE entries
    ADD PRIMARY KEY (patient, session_id, position),
    ADD FOREIGN KEY (patient, session_id) REFERENCES sessions;
ALTER TABLE events DROP CONSTRAINT events_pkey, ADD PRIMARY KEY (patient, event_id);
ALTER TABLE changes ADD COLUMN patient varchar(100) NOT NULL;
ALTER TABLE changes DROP CONSTRAINT changes_pkey, ADD PRIMARY KEY (patient, change_id, session_id);
CREATE INDEX sessions_of_patient ON sessions (patient, started_at);
CREATE INDEX entries_of_session ON entries (session_id);

CREATE TABLE people (
    login name PRIMARY KEY,
    patient varchar(100) UNIQUE CHECK (patient <> ''),  -- NULL: a clinician
    turn integer NOT NULL DEFAULT 0  -- whoever writes for the patient holds this row
);
CREATE TABLE assigned (
    clinician name NOT NULL REFERENCES people (login) ON DELETE CASCADE,
    patient varchar(100) NOT NULL REFERENCES people (patient) ON DELETE CASCADE,
    PRIMARY KEY (clinician, patient)
);
CREATE TABLE audit (
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    login name NOT NULL DEFAULT session_user,
    patient varchar(100) NOT NULL,
    did varchar(10) NOT NULL,  -- read, insert, delete, grant, assign, release
    what varchar(20) NOT NULL DEFAULT '',  -- the table
    number bigint NOT NULL DEFAULT 1,  -- of its rows
    xid xid8 NOT NULL DEFAULT pg_current_xact_id()
);
CREATE INDEX audit_of_login ON audit (login, patient, at);

CREATE FUNCTION my_patient() RETURNS varchar LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = {schema}, pg_temp AS
$$ SELECT patient FROM people WHERE login = session_user $$;

CREATE FUNCTION my_patients() RETURNS SETOF varchar LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = {schema}, pg_temp AS
$$ SELECT patient FROM assigned WHERE clinician = session_user $$;

-- A clinician reads only what was noted before: in an earlier transaction, which can no longer be
-- rolled back. The setting narrows that to one patient: ids of two may be the same.
CREATE FUNCTION my_opened() RETURNS SETOF varchar LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = {schema}, pg_temp AS
$$
    SELECT patient FROM assigned WHERE clinician = session_user AND EXISTS (
        SELECT FROM audit
        WHERE audit.login = session_user AND audit.patient = assigned.patient AND did = 'read'
            AND at > clock_timestamp() - interval '10 minutes'
            AND xid IS DISTINCT FROM pg_current_xact_id_if_assigned()
    ) AND patient = COALESCE(NULLIF(current_setting('backcare.patient', true), ''), patient)
$$;

-- Note that a clinician opens what somebody has written, or with NULL, what all of theirs have.
-- Gives how many of them there are: 0 says that it is none of theirs.
CREATE FUNCTION open_record(whose varchar) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = {schema}, pg_temp AS
$$
DECLARE
    mine varchar[] := ARRAY(
        SELECT patient FROM assigned
        WHERE clinician = session_user AND (whose IS NULL OR patient = whose)
    );
BEGIN
    INSERT INTO audit (patient, did)
    SELECT patient, 'read' FROM unnest(mine) AS patient WHERE NOT EXISTS (
        SELECT FROM audit
        WHERE audit.login = session_user AND audit.patient = patient.patient AND did = 'read'
            AND at > clock_timestamp() - interval '5 minutes'
    );
    RETURN cardinality(mine);
END
$$;

-- Take out rows of one's own: row security holds in here, too.
CREATE FUNCTION take_out(what text, places tid[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = {schema}, pg_temp AS
$$
BEGIN
    IF what NOT IN ('sessions', 'entries', 'measures', 'changes') THEN
        RAISE insufficient_privilege USING MESSAGE = 'rows of this table are never taken out';
    END IF;
    EXECUTE format('DELETE FROM %I WHERE ctid = ANY ($1) AND patient = my_patient()', what)
        USING places;
END
$$;

CREATE FUNCTION note_change() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = {schema}, pg_temp AS
$$
BEGIN
    INSERT INTO audit (patient, did, what, number)
    SELECT patient, lower(TG_OP), TG_TABLE_NAME, count(*) FROM touched GROUP BY patient;
    RETURN NULL;
END
$$;

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
    RAISE insufficient_privilege USING MESSAGE = 'what is noted here is never changed';
END
$$;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

ALTER TABLE entries ALTER COLUMN patient SET DEFAULT my_patient();
ALTER TABLE changes ALTER COLUMN patient SET DEFAULT my_patient();

DO $$
DECLARE
    what text;
BEGIN
    FOREACH what IN ARRAY ARRAY['sessions', 'entries', 'measures', 'events', 'changes'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', what);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', what);
        EXECUTE format(
            'CREATE POLICY own ON %I USING (patient = (SELECT my_patient()))'
            ' WITH CHECK (patient = (SELECT my_patient()))', what);
        EXECUTE format('CREATE POLICY backup ON %I FOR SELECT TO backcare_backup USING (true)', what);
        EXECUTE format('GRANT SELECT, INSERT ON %I TO backcare_patient', what);
        EXECUTE format('GRANT SELECT ON %I TO backcare_clinician, backcare_backup', what);
        IF what <> 'changes' THEN
            EXECUTE format(
                'CREATE POLICY opened ON %I FOR SELECT TO backcare_clinician'
                ' USING (patient IN (SELECT my_opened()))', what);
        END IF;
        IF what IN ('sessions', 'measures', 'events') THEN
            EXECUTE format(
                'CREATE TRIGGER noted_insert AFTER INSERT ON %I REFERENCING NEW TABLE AS touched'
                ' FOR EACH STATEMENT EXECUTE FUNCTION note_change()', what);
            EXECUTE format(
                'CREATE TRIGGER noted_delete AFTER DELETE ON %I REFERENCING OLD TABLE AS touched'
                ' FOR EACH STATEMENT EXECUTE FUNCTION note_change()', what);
        END IF;
    END LOOP;
    FOREACH what IN ARRAY ARRAY['people', 'assigned', 'audit'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', what);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', what);
        EXECUTE format('CREATE POLICY owner ON %I TO {owner} USING (true) WITH CHECK (true)', what);
        EXECUTE format('CREATE POLICY backup ON %I FOR SELECT TO backcare_backup USING (true)', what);
        EXECUTE format(
            'GRANT SELECT ON %I TO backcare_patient, backcare_clinician, backcare_backup', what);
    END LOOP;
END $$;

-- A clinician says for their patients that they have asked a professional, and what about.
CREATE POLICY confirmed ON events FOR INSERT TO backcare_clinician WITH CHECK (
    patient IN (SELECT my_patients())
    -- Not IN: the server writes that in two ways, and a copy in the other one.
    AND (kind = 'professional_asked' OR kind = 'exercise_asked' OR kind = 'exercise_not_asked'
        OR kind = 'mild_limit')
);
GRANT INSERT ON events TO backcare_clinician;

CREATE POLICY own ON people TO backcare_patient, backcare_clinician
USING (login = session_user OR patient IN (SELECT my_patients()))
WITH CHECK (login = session_user OR patient IN (SELECT my_patients()));
CREATE POLICY own ON assigned FOR SELECT TO backcare_patient, backcare_clinician
USING (clinician = session_user OR patient = (SELECT my_patient()));
CREATE POLICY own ON audit FOR SELECT TO backcare_patient, backcare_clinician
USING (login = session_user OR patient = (SELECT my_patient()));
-- To hold a row is all that this is for: there is nothing else in `turn`.
GRANT UPDATE (turn) ON people TO backcare_patient, backcare_clinician;

GRANT SELECT ON backcare_log TO backcare_patient, backcare_clinician, backcare_backup;
GRANT SELECT ON clinic TO backcare_backup;  -- pg_dump copies all tables or none
GRANT USAGE ON SCHEMA {schema} TO backcare_patient, backcare_clinician, backcare_backup;
REVOKE ALL ON FUNCTION my_patient(), my_patients(), my_opened(), open_record(varchar),
    take_out(text, tid[]), note_change(), refuse_change() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION my_patient(), my_patients(), my_opened()
    TO backcare_patient, backcare_clinician, backcare_backup;
GRANT EXECUTE ON FUNCTION open_record(varchar) TO backcare_clinician;
GRANT EXECUTE ON FUNCTION take_out(text, tid[]) TO backcare_patient;
REVOKE CREATE ON SCHEMA {schema} FROM PUBLIC;
