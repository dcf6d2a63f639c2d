-- Who may see and write whose rows, held by the server itself, whatever SQL somebody types.
--
-- {schema}, {rows} and {owner} are filled in by `backcare.clinic`. The tables stand in {rows}, which
-- nobody's login may enter: whoever may name a table can also lock it, and have EXPLAIN count what
-- is hidden from them. In {schema} are the doors: views of the same names, each of a function that
-- takes nothing and gives what its caller may see, and the functions that write. They run as the
-- owner, who sees nobody's rows: row security is forced. A patient has one login, known as
-- `session_user`, which no SET ROLE changes.

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

CREATE SCHEMA {rows};
ALTER TABLE sessions SET SCHEMA {rows};
ALTER TABLE entries SET SCHEMA {rows};
ALTER TABLE measures SET SCHEMA {rows};
ALTER TABLE events SET SCHEMA {rows};
ALTER TABLE changes SET SCHEMA {rows};
SET LOCAL search_path = {rows}, {schema};

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

CREATE TABLE people (
    login name PRIMARY KEY,
    patient varchar(100) UNIQUE CHECK (patient <> '')  -- NULL: a clinician
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

-- --- what the doors and the rules ask ------------------------------------------------------------
--
-- All of it without messages, which could tell how the server goes about it.

SET LOCAL search_path = {schema}, {rows};

CREATE FUNCTION my_patient() RETURNS varchar LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = {rows}, {schema}, pg_temp SET client_min_messages = warning AS
$$ SELECT patient FROM people WHERE login = session_user $$;

CREATE FUNCTION my_patients() RETURNS SETOF varchar LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = {rows}, {schema}, pg_temp SET client_min_messages = warning AS
$$
    SELECT assigned.patient FROM assigned
    JOIN people ON login = clinician AND people.patient IS NULL  -- no patient is a clinician
    WHERE clinician = session_user
$$;

-- A clinician reads only what was noted before: in an earlier transaction, which can no longer be
-- rolled back. The setting narrows that to one patient: ids of two may be the same.
CREATE FUNCTION my_opened() RETURNS SETOF varchar LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = {rows}, {schema}, pg_temp SET client_min_messages = warning AS
$$
    SELECT patient FROM my_patients() AS mine (patient) WHERE EXISTS (
        SELECT FROM audit
        WHERE audit.login = session_user AND audit.patient = mine.patient AND did = 'read'
            AND at > clock_timestamp() - interval '10 minutes'
            AND xid IS DISTINCT FROM pg_current_xact_id_if_assigned()
    ) AND patient = COALESCE(NULLIF(current_setting('backcare.patient', true), ''), patient)
$$;

-- Note that a clinician opens what somebody has written, or with NULL, what all of theirs have.
-- Gives how many of them there are: 0 says that it is none of theirs.
CREATE FUNCTION open_record(whose varchar) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = {rows}, {schema}, pg_temp SET client_min_messages = warning AS
$$
DECLARE
    mine varchar[] := ARRAY(
        SELECT patient FROM my_patients() AS of_theirs (patient)
        WHERE whose IS NULL OR patient = whose
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

-- Wait until nobody else writes for somebody: whoever does holds this row. Whose it may be is looked
-- at first: otherwise the server would go about it in another way where there is such a row.
CREATE FUNCTION take_turn(whose varchar) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = {rows}, {schema}, pg_temp SET client_min_messages = warning AS
$$
BEGIN
    IF whose = my_patient() OR whose IN (SELECT my_patients()) THEN
        PERFORM FROM people WHERE patient = whose FOR NO KEY UPDATE;
    END IF;
END
$$;

-- Add rows, all with the same columns: which ones may be added, row security says in here, too.
CREATE FUNCTION put_in(what text, added json) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = {rows}, {schema}, pg_temp SET client_min_messages = warning AS
$$
DECLARE
    columns text := (
        SELECT string_agg(quote_ident(name), ', ') FROM json_object_keys(added -> 0) AS name
    );
BEGIN
    IF what NOT IN ('sessions', 'entries', 'measures', 'events', 'changes') THEN
        RAISE insufficient_privilege USING MESSAGE = 'nobody adds rows to this table';
    END IF;
    IF columns IS NULL THEN
        RETURN;  -- no row
    END IF;
    EXECUTE format(
        'INSERT INTO %1$I (%2$s) SELECT %2$s FROM json_populate_recordset(NULL::%1$I, $1)',
        what, columns) USING added;
END
$$;

-- Take out rows of one's own, of which what tells them from each other is given.
CREATE FUNCTION take_out(what text, gone json) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = {rows}, {schema}, pg_temp SET client_min_messages = warning AS
$$
DECLARE
    keys text[] := CASE what
        WHEN 'sessions' THEN ARRAY['session_id']
        WHEN 'entries' THEN ARRAY['session_id', 'position']
        WHEN 'measures' THEN ARRAY['date', 'instrument']
        WHEN 'changes' THEN ARRAY['change_id', 'session_id']
    END;
BEGIN
    IF keys IS NULL THEN
        RAISE insufficient_privilege USING MESSAGE = 'rows of this table are never taken out';
    END IF;
    EXECUTE format(
        'DELETE FROM %1$I AS kept USING json_populate_recordset(NULL::%1$I, $1) AS gone'
        ' WHERE kept.patient = my_patient() AND %2$s', what,
        (SELECT string_agg(format('kept.%1$I = gone.%1$I', key), ' AND ') FROM unnest(keys) AS key)
    ) USING gone;
END
$$;

CREATE FUNCTION note_change() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = {rows}, {schema}, pg_temp SET client_min_messages = warning AS
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

-- --- the tables ---------------------------------------------------------------------------------

SET LOCAL search_path = {rows}, {schema};

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

ALTER TABLE entries ALTER COLUMN patient SET DEFAULT my_patient();
ALTER TABLE changes ALTER COLUMN patient SET DEFAULT my_patient();

DO $$
DECLARE
    what text;
BEGIN
    FOREACH what IN ARRAY ARRAY[
        'sessions', 'entries', 'measures', 'events', 'changes', 'people', 'assigned', 'audit'
    ] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', what);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', what);
        EXECUTE format('CREATE POLICY backup ON %I FOR SELECT TO backcare_backup USING (true)', what);
        EXECUTE format('GRANT SELECT ON %I TO backcare_backup', what);
    END LOOP;
    FOREACH what IN ARRAY ARRAY['sessions', 'entries', 'measures', 'events', 'changes'] LOOP
        -- An array, by which the server finds rows without going through those of all others.
        EXECUTE format(
            'CREATE POLICY seen ON %I FOR SELECT USING (patient = ANY (ARRAY('
            'SELECT my_patient()%s)))', what,
            CASE what WHEN 'changes' THEN '' ELSE ' UNION ALL SELECT my_opened()' END);
        EXECUTE format(
            'CREATE POLICY put_in ON %I FOR INSERT WITH CHECK (patient = (SELECT my_patient()))',
            what);
        EXECUTE format(
            'CREATE POLICY taken_out ON %I FOR DELETE USING (patient = (SELECT my_patient()))',
            what);
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
        EXECUTE format('CREATE POLICY owner ON %I TO {owner} USING (true) WITH CHECK (true)', what);
    END LOOP;
END $$;

-- A clinician says for their patients that they have asked a professional, and what about.
CREATE POLICY confirmed ON events FOR INSERT WITH CHECK (
    patient IN (SELECT my_patients())
    -- Not IN: the server writes that in two ways, and a copy in the other one.
    AND (kind = 'professional_asked' OR kind = 'exercise_asked' OR kind = 'exercise_not_asked'
        OR kind = 'mild_limit')
);

-- --- the doors, through which the views look -----------------------------------------------------

SET LOCAL search_path = {schema}, {rows};

DO $$
DECLARE
    what text;
BEGIN
    FOREACH what IN ARRAY ARRAY[
        'sessions', 'entries', 'measures', 'events', 'changes', 'people', 'assigned', 'audit'
    ] LOOP
        EXECUTE format(
            'CREATE FUNCTION seen_%1$s() RETURNS SETOF {rows}.%1$I LANGUAGE plpgsql STABLE'
            ' SECURITY DEFINER SET search_path = {rows}, {schema}, pg_temp'
            ' SET client_min_messages = warning AS'
            ' ''BEGIN RETURN QUERY SELECT * FROM {rows}.%1$I%2$s; END''', what,
            CASE what
                WHEN 'people' THEN
                    ' WHERE login = session_user OR patient IN (SELECT my_patients())'
                WHEN 'assigned' THEN
                    ' WHERE clinician = session_user OR patient = my_patient()'
                WHEN 'audit' THEN ' WHERE login = session_user OR patient = my_patient()'
                ELSE ''  -- row security says which
            END);
        EXECUTE format('REVOKE ALL ON FUNCTION seen_%s() FROM PUBLIC', what);
        EXECUTE format(
            'GRANT EXECUTE ON FUNCTION seen_%s() TO backcare_patient, backcare_clinician', what);
    END LOOP;
END $$;

-- Whether this is a version that their program knows.
GRANT SELECT ON backcare_log, clinic TO backcare_patient, backcare_clinician, backcare_backup;
GRANT USAGE ON SCHEMA {schema} TO backcare_patient, backcare_clinician, backcare_backup;
GRANT USAGE ON SCHEMA {rows} TO backcare_backup;
REVOKE ALL ON FUNCTION my_patient(), my_patients(), my_opened(), open_record(varchar),
    take_turn(varchar), put_in(text, json), take_out(text, json), note_change(), refuse_change()
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION my_patient(), my_patients(), my_opened()
    TO backcare_patient, backcare_clinician, backcare_backup;
GRANT EXECUTE ON FUNCTION take_turn(varchar), put_in(text, json)
    TO backcare_patient, backcare_clinician;
GRANT EXECUTE ON FUNCTION open_record(varchar) TO backcare_clinician;
GRANT EXECUTE ON FUNCTION take_out(text, json) TO backcare_patient;
REVOKE CREATE ON SCHEMA {schema} FROM PUBLIC;
