-- migrate:up
SET ROLE shenguan_owner;
-- Contents that were handed in, by region and organisation ('person:<id>' of who has none). Whoever
-- names a digest in an act opens its content only if that organisation has handed it in itself.
CREATE TABLE ops.document (
  region text NOT NULL,
  digest text NOT NULL CHECK (digest ~ '^[0-9a-f]{64}$'),
  org text NOT NULL,
  person text NOT NULL,
  post text,
  size bigint NOT NULL,
  media_type text NOT NULL,
  uploaded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (region, digest, org)
);
GRANT SELECT, INSERT ON ops.document TO shenguan_app;
RESET ROLE;

-- migrate:down
-- Forward only.
SELECT 1;
