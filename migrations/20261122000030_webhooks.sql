-- migrate:up
SET ROLE shenguan_owner;
-- How far each subscription is. seq and number: the last message of its feed that is settled
-- (delivered, not wanted, or among the dead letters); attempts: of the one after it; round: version
-- of the act of the subscription that they count from. failing_since: no post has succeeded since.
-- A backup has these rows: one that is older sends again, with the same webhook-id.
CREATE TABLE ops.webhook (
  subscription uuid PRIMARY KEY,
  round int NOT NULL,
  seq bigint NOT NULL,
  number bigint NOT NULL DEFAULT 0,
  attempts int NOT NULL DEFAULT 0,
  next_at timestamptz,
  failing_since timestamptz,
  last_status int,
  last_failure text,
  delivered_seq bigint,
  delivered_at timestamptz
);
-- Dead letters that are sent again; round: version of the act that asked for it.
CREATE TABLE ops.webhook_redrive (
  subscription uuid NOT NULL,
  feed_seq bigint NOT NULL,
  round int NOT NULL,
  attempts int NOT NULL DEFAULT 0,
  next_at timestamptz,
  settled boolean NOT NULL DEFAULT false,
  PRIMARY KEY (subscription, feed_seq)
);
-- Reminders that the gateway has not taken at the first attempt.
CREATE TABLE ops.sms_attempt (
  sms uuid PRIMARY KEY,
  attempts int NOT NULL,
  next_at timestamptz NOT NULL
);
GRANT SELECT, INSERT, UPDATE ON ops.webhook, ops.webhook_redrive, ops.sms_attempt TO shenguan_app;
RESET ROLE;

-- migrate:down
-- Forward only.
SELECT 1;
