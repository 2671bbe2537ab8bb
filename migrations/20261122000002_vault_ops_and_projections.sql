-- migrate:up
CREATE SCHEMA vault AUTHORIZATION shenguan_owner;
CREATE SCHEMA ops AUTHORIZATION shenguan_owner;
CREATE SCHEMA proj AUTHORIZATION shenguan_owner;
GRANT USAGE ON SCHEMA vault, ops TO shenguan_app;
GRANT USAGE ON SCHEMA proj TO shenguan_sealer;
GRANT USAGE, CREATE ON SCHEMA proj TO shenguan_app; -- its tables come from the projections

SET ROLE shenguan_owner;
-- Personal data: one key per subject (wrapped by the master key), values encrypted under it.
-- blind: HMAC of (kind, identifier) under a key of its own, for exact search.
CREATE TABLE vault.subject (
  subject uuid PRIMARY KEY,
  region text NOT NULL,
  kind text NOT NULL,
  blind bytea NOT NULL,
  wrapped_key bytea NOT NULL,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  UNIQUE (region, blind)
);
CREATE TABLE vault.value (
  subject uuid NOT NULL REFERENCES vault.subject ON DELETE CASCADE,
  field text NOT NULL,
  ciphertext bytea NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (subject, field)
);
GRANT SELECT, INSERT ON vault.subject TO shenguan_app; -- a changed key loses what it sealed
GRANT SELECT, INSERT, UPDATE ON vault.value TO shenguan_app;

-- How far each follower has read. Moved in the same transaction as what it wrote.
CREATE TABLE ops.follower (
  name text PRIMARY KEY,
  position bigint NOT NULL,
  moved_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  stopped_at bigint,          -- position of the poison event, if it stopped there
  stopped_because text
);
-- Reads of personal data and of trails, one list per jurisdiction.
CREATE TABLE ops.access_log (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  region text,
  person text NOT NULL,
  post text,
  action text NOT NULL,
  target text,
  purpose text,
  allowed boolean NOT NULL,
  detail text
);
CREATE INDEX ON ops.access_log (region, at);
-- Deliveries that could not be made and wait for a redrive.
CREATE TABLE ops.dead_letter (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  channel text NOT NULL,
  number bigint NOT NULL,
  reason text NOT NULL,
  redriven_at timestamptz,
  UNIQUE (channel, number)
);
-- Snapshots of the eventsourcing library's aggregates: caches, outside the log.
CREATE TABLE ops.snapshot (
  stream uuid NOT NULL,
  version int NOT NULL,
  type text NOT NULL,
  state bytea NOT NULL,
  PRIMARY KEY (stream, version)
);
GRANT SELECT, INSERT, DELETE ON ops.snapshot TO shenguan_app;
GRANT SELECT, INSERT, UPDATE ON ops.follower, ops.dead_letter TO shenguan_app;
GRANT SELECT, INSERT ON ops.access_log TO shenguan_app;
RESET ROLE;

-- migrate:down
-- Forward only.
SELECT 1;
