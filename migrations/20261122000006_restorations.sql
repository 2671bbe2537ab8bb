-- migrate:up
SET ROLE shenguan_owner;
-- Each time this database was made from a backup: what it was, and what is known to be lost.
-- lost: [{"log": origin, "restored": size, "known": size}], of checkpoints that others hold.
CREATE TABLE ops.restoration (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  backup uuid NOT NULL,
  taken_at timestamptz NOT NULL,
  position bigint NOT NULL,
  lost jsonb NOT NULL DEFAULT '[]',
  accepted_because text
);
GRANT SELECT ON ops.restoration TO shenguan_app;
RESET ROLE;

-- A backup is taken by the application's role and must say which steps the database has had.
GRANT SELECT ON schema_migrations TO shenguan_app;

-- migrate:down
-- Forward only.
SELECT 1;
