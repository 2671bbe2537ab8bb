-- migrate:up
-- Three roles: the owner never logs in; the application may only append through functions;
-- the sealer only reads. Roles belong to the whole server, so they may exist already.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'shenguan_owner') THEN
    CREATE ROLE shenguan_owner NOLOGIN;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'shenguan_app') THEN
    CREATE ROLE shenguan_app LOGIN;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'shenguan_sealer') THEN
    CREATE ROLE shenguan_sealer LOGIN;
  END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
  NULL; -- another starter was faster
END $$;

CREATE SCHEMA ledger AUTHORIZATION shenguan_owner;
SET ROLE shenguan_owner;

-- The one row that every append locks first: last position given out in this database.
CREATE TABLE ledger.head (
  id smallint PRIMARY KEY CHECK (id = 1),
  position bigint NOT NULL
);
INSERT INTO ledger.head VALUES (1, 0);

-- One log per jurisdiction. frontier: compact range of the RFC 6962 tree at `size`.
CREATE TABLE ledger.log (
  id int PRIMARY KEY,
  origin text NOT NULL UNIQUE,
  region text NOT NULL UNIQUE,
  simulated boolean NOT NULL,
  size bigint NOT NULL,
  frontier bytea NOT NULL,
  root bytea NOT NULL,
  last_recorded_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE TABLE ledger.event (
  position bigint PRIMARY KEY,
  log int NOT NULL, -- no foreign key: ledger.append counts per log, once a batch, not once a row
  index bigint NOT NULL,
  stream uuid NOT NULL,
  version int NOT NULL,
  type text NOT NULL,
  recorded_at timestamptz NOT NULL,
  state bytea NOT NULL,
  leaf_hash bytea NOT NULL CHECK (length(leaf_hash) = 32),
  UNIQUE (stream, version),
  UNIQUE (log, index)
);
ALTER TABLE ledger.event ALTER COLUMN state SET STORAGE MAIN;

-- The institution (items, posts, responsibilities, calendars) is folded in memory at every start.
CREATE INDEX event_institution ON ledger.event (log, position)
  WHERE split_part(type, '.', 1)
        IN ('jurisdiction', 'organisation', 'post', 'item', 'responsibility', 'calendar');

-- Roots of complete aligned subtrees of 256^k leaves (level 8, 16, 24): proofs at scale.
CREATE TABLE ledger.subtree (
  log int NOT NULL REFERENCES ledger.log,
  level smallint NOT NULL,
  idx bigint NOT NULL,
  hash bytea NOT NULL,
  PRIMARY KEY (log, level, idx)
);

-- What may exist once: (source, id), idempotency keys, (policy, position), case numbers.
-- key = SHA-256 of the claim's text; digest = SHA-256 of what was claimed with it.
CREATE TABLE ledger.claim (
  key bytea PRIMARY KEY,
  position bigint NOT NULL,
  count int NOT NULL,
  digest bytea NOT NULL
);

-- Tracking of the eventsourcing library's process recorder, in the same transaction.
CREATE TABLE ledger.tracking (
  application text NOT NULL,
  notification bigint NOT NULL,
  PRIMARY KEY (application, notification)
);

-- Signed checkpoints (C2SP notes), as the sealer handed them over.
CREATE TABLE ledger.checkpoint (
  log int NOT NULL REFERENCES ledger.log,
  size bigint NOT NULL,
  note text NOT NULL,
  signed_at timestamptz NOT NULL,
  PRIMARY KEY (log, size, signed_at)
);

-- Nothing is ever changed: refused for everybody, a superuser's plain statement included.
CREATE FUNCTION ledger.refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'ledger.% is append-only: % refused', TG_TABLE_NAME, TG_OP
    USING ERRCODE = 'restrict_violation',
          HINT = 'Correct a fact by appending a correcting event.';
END $$;

CREATE FUNCTION ledger.only_grow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- nested, because plpgsql resolves every field of an expression whether it is reached or not
  IF TG_TABLE_NAME = 'head' THEN
    IF NEW.id = OLD.id AND NEW.position >= OLD.position THEN
      RETURN NEW;
    END IF;
  ELSIF NEW.size >= OLD.size AND (NEW.id, NEW.origin, NEW.region, NEW.simulated)
      = (OLD.id, OLD.origin, OLD.region, OLD.simulated) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'ledger.% may only grow', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['event', 'subtree', 'claim', 'tracking', 'checkpoint'] LOOP
    EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON ledger.%I
                    FOR EACH ROW EXECUTE FUNCTION ledger.refuse()', t);
    EXECUTE format('ALTER TABLE ledger.%I ENABLE ALWAYS TRIGGER append_only', t);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['head', 'log'] LOOP
    EXECUTE format('CREATE TRIGGER only_grow BEFORE UPDATE ON ledger.%I
                    FOR EACH ROW EXECUTE FUNCTION ledger.only_grow()', t);
    EXECUTE format('ALTER TABLE ledger.%I ENABLE ALWAYS TRIGGER only_grow', t);
    EXECUTE format('CREATE TRIGGER no_delete BEFORE DELETE ON ledger.%I
                    FOR EACH ROW EXECUTE FUNCTION ledger.refuse()', t);
    EXECUTE format('ALTER TABLE ledger.%I ENABLE ALWAYS TRIGGER no_delete', t);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['head', 'log', 'event', 'subtree', 'claim', 'tracking', 'checkpoint'] LOOP
    EXECUTE format('CREATE TRIGGER no_truncate BEFORE TRUNCATE ON ledger.%I
                    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse()', t);
    EXECUTE format('ALTER TABLE ledger.%I ENABLE ALWAYS TRIGGER no_truncate', t);
  END LOOP;
END $$;

-- Functions with the owner's rights name pg_temp last: unnamed it is searched first, and a caller's
-- own type called `bytea` there would run its CHECK as the owner.
-- Lock order is fixed: the database head first, then logs by id.
CREATE FUNCTION ledger.lock_head() RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT position FROM ledger.head WHERE id = 1 FOR UPDATE
$$;

-- Everything that a conflict in this batch could rest on, read under the locks, in one call.
-- versions: aligned with streams, -1 where there is nothing; recorded: microseconds, -1 for none.
CREATE FUNCTION ledger.begin_batch(
  logs int[], streams uuid[], claims bytea[], applications text[],
  OUT head bigint, OUT log_ids int[], OUT sizes bigint[], OUT frontiers bytea[],
  OUT recorded bigint[], OUT versions int[],
  OUT claim_keys bytea[], OUT claim_positions bigint[], OUT claim_counts int[],
  OUT claim_digests bytea[], OUT tracked_applications text[], OUT tracked_notifications bigint[]
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  head := ledger.lock_head();
  SELECT array_agg(l.id), array_agg(l.size), array_agg(l.frontier),
         array_agg(coalesce((extract(epoch FROM l.last_recorded_at) * 1000000)::bigint, -1))
    INTO log_ids, sizes, frontiers, recorded
    FROM (SELECT * FROM ledger.log WHERE id = ANY(logs) ORDER BY id FOR UPDATE) l;
  SELECT array_agg(coalesce((SELECT e.version FROM ledger.event e WHERE e.stream = s.stream
                              ORDER BY e.version DESC LIMIT 1), -1) ORDER BY s.nr)
    INTO versions
    FROM unnest(streams) WITH ORDINALITY AS s(stream, nr);
  IF cardinality(claims) > 0 THEN
    SELECT array_agg(c.key), array_agg(c.position), array_agg(c.count), array_agg(c.digest)
      INTO claim_keys, claim_positions, claim_counts, claim_digests
      FROM ledger.claim c WHERE c.key = ANY(claims);
  END IF;
  IF cardinality(applications) > 0 THEN
    SELECT array_agg(t.application), array_agg(t.newest)
      INTO tracked_applications, tracked_notifications
      FROM (SELECT application, max(notification) AS newest FROM ledger.tracking
             WHERE application = ANY(applications) GROUP BY application) t;
  END IF;
END $$;

CREATE FUNCTION ledger.open_log(new_origin text, new_region text, is_simulated boolean, empty_root bytea)
RETURNS int LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE found int;
BEGIN
  PERFORM ledger.lock_head();
  SELECT l.id INTO found FROM ledger.log l WHERE l.region = new_region;
  IF found IS NOT NULL THEN
    RETURN found;
  END IF;
  INSERT INTO ledger.log (id, origin, region, simulated, size, frontier, root)
  SELECT coalesce(max(l.id), 0) + 1, new_origin, new_region, is_simulated, 0, ''::bytea, empty_root
    FROM ledger.log l
  RETURNING ledger.log.id INTO found;
  RETURN found;
END $$;

-- Appends one batch. Moving the head takes its lock, if `begin_batch` has not, and refuses a caller
-- that knows another position; indexes, sizes and times are checked too, so that no caller can
-- leave a gap or back-date.
-- Measured: SRFs in the select list and a loop over logs (nearly always one) instead of joins with
-- unnest(…) save a third of the server's time for a batch of one, a quarter for one of 32.
CREATE FUNCTION ledger.append(
  first_position bigint,
  logs int[], indexes bigint[], streams uuid[], versions int[], types text[],
  recorded timestamptz[], states bytea[], leaf_hashes bytea[],
  claim_keys bytea[], claim_positions bigint[], claim_counts int[], claim_digests bytea[],
  head_logs int[], head_sizes bigint[], head_frontiers bytea[], head_roots bytea[],
  head_recorded timestamptz[],
  subtree_logs int[], subtree_levels int[], subtree_indexes bigint[], subtree_hashes bytea[],
  tracked_applications text[], tracked_notifications bigint[]
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  n int := cardinality(logs);
  grown bigint := 0;
  first_index bigint;
  last_time timestamptz;
  own_indexes bigint[] := indexes;
  own_times timestamptz[] := recorded;
BEGIN
  UPDATE ledger.head SET position = position + n WHERE id = 1 AND position = first_position - 1;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'position % does not follow the head', first_position;
  END IF;
  INSERT INTO ledger.event (position, log, index, stream, version, type, recorded_at, state, leaf_hash)
  SELECT generate_series(first_position, first_position + n - 1), unnest(logs), unnest(indexes),
         unnest(streams), unnest(versions), unnest(types), unnest(recorded), unnest(states),
         unnest(leaf_hashes);
  IF cardinality(claim_keys) > 0 THEN
    INSERT INTO ledger.claim (key, position, count, digest)
    SELECT * FROM unnest(claim_keys, claim_positions, claim_counts, claim_digests);
  END IF;
  IF cardinality(subtree_logs) > 0 THEN
    INSERT INTO ledger.subtree (log, level, idx, hash)
    SELECT * FROM unnest(subtree_logs, subtree_levels, subtree_indexes, subtree_hashes);
  END IF;
  IF cardinality(tracked_applications) > 0 THEN
    INSERT INTO ledger.tracking (application, notification)
    SELECT * FROM unnest(tracked_applications, tracked_notifications);
  END IF;
  FOR i IN 1 .. cardinality(head_logs) LOOP
    UPDATE ledger.log l
       SET size = head_sizes[i], frontier = head_frontiers[i], root = head_roots[i],
           last_recorded_at = head_recorded[i]
     WHERE l.id = head_logs[i]
    RETURNING grown + new.size - old.size, old.size, old.last_recorded_at
         INTO grown, first_index, last_time;
    IF cardinality(head_logs) > 1 THEN
      SELECT array_agg(e.index), array_agg(e.at) INTO own_indexes, own_times
        FROM unnest(logs, indexes, recorded) AS e(log, index, at) WHERE e.log = head_logs[i];
    END IF;
    -- With UNIQUE (log, index) and the sum below this makes each log's indexes dense.
    IF (first_index < head_sizes[i] AND first_index <= ALL (own_indexes)
        AND head_sizes[i] > ALL (own_indexes)) IS NOT TRUE THEN
      RAISE EXCEPTION 'log % grows from % to %, its events do not', head_logs[i], first_index,
        head_sizes[i];
    END IF;
    IF (coalesce(last_time, '-infinity') <= ALL (own_times)
        AND head_recorded[i] >= ALL (own_times)) IS NOT TRUE THEN
      RAISE EXCEPTION 'recordedAt of log % would run backwards', head_logs[i];
    END IF;
  END LOOP;
  IF grown IS DISTINCT FROM n OR NOT logs <@ head_logs THEN
    RAISE EXCEPTION 'log sizes grow by % for % events', grown, n;
  END IF;
  PERFORM pg_notify('ledger', (first_position + n - 1)::text);
END $$;

CREATE FUNCTION ledger.save_checkpoint(of_log int, at_size bigint, signed_note text, at_time timestamptz)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF at_size > (SELECT size FROM ledger.log WHERE id = of_log) THEN
    RAISE EXCEPTION 'checkpoint of size % is larger than log %', at_size, of_log;
  END IF;
  INSERT INTO ledger.checkpoint (log, size, note, signed_at)
  VALUES (of_log, at_size, signed_note, at_time) ON CONFLICT DO NOTHING;
END $$;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA ledger FROM PUBLIC;
GRANT USAGE ON SCHEMA ledger TO shenguan_app, shenguan_sealer;
GRANT SELECT ON ALL TABLES IN SCHEMA ledger TO shenguan_app, shenguan_sealer;
GRANT EXECUTE ON FUNCTION ledger.begin_batch(int[], uuid[], bytea[], text[]) TO shenguan_app;
GRANT EXECUTE ON FUNCTION ledger.open_log(text, text, boolean, bytea) TO shenguan_app;
GRANT EXECUTE ON FUNCTION ledger.append(
  bigint, int[], bigint[], uuid[], int[], text[], timestamptz[], bytea[], bytea[],
  bytea[], bigint[], int[], bytea[], int[], bigint[], bytea[], bytea[], timestamptz[],
  int[], int[], bigint[], bytea[], text[], bigint[]) TO shenguan_app;
GRANT EXECUTE ON FUNCTION ledger.save_checkpoint(int, bigint, text, timestamptz) TO shenguan_sealer;
RESET ROLE;

-- migrate:down
-- Forward only.
SELECT 1;
