-- migrate:up
SET ROLE shenguan_owner;
-- What a worker measures of itself, so that whoever serves /metrics and /readyz can tell it.
CREATE TABLE ops.reading (
  name text PRIMARY KEY,
  value double precision NOT NULL,
  at timestamptz NOT NULL DEFAULT clock_timestamp()
);
GRANT SELECT, INSERT, UPDATE ON ops.reading TO shenguan_app;
RESET ROLE;

-- migrate:down
