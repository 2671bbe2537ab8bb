-- migrate:up
SET ROLE shenguan_owner;
-- The institution has more kinds of events: delegations, seals, lists and hours of service.
CREATE INDEX event_of_institution ON ledger.event (log, position)
  WHERE split_part(type, '.', 1)
        IN ('jurisdiction', 'organisation', 'post', 'item', 'responsibility', 'calendar',
            'delegation', 'seal', 'list', 'hours');
DROP INDEX ledger.event_institution;
RESET ROLE;

-- migrate:down
-- Forward only.
SELECT 1;
