-- What watchers are told of accounts: changes of standing, and warnings of suspensions.

-- A warning is given once.
CREATE TABLE status_warnings (
  account_id text COLLATE "C" NOT NULL,
  suspension_at timestamptz NOT NULL,
  offset_days integer NOT NULL,
  warned_at timestamptz NOT NULL,
  causes text[] NOT NULL,
  policy_version integer NOT NULL,
  revision bigint NOT NULL,
  CONSTRAINT status_warnings_pkey PRIMARY KEY (account_id, suspension_at, offset_days),
  CONSTRAINT status_warnings_account FOREIGN KEY (account_id) REFERENCES accounts (account_id)
);

-- Numbered by account, without gaps. Over all accounts the order is (transaction_id, account_id,
-- sequence): once every transaction below an id has ended, nothing can appear before it any more.
-- It is never below that of the account's event before: a transaction may have its id before it
-- waits for the account.
-- created_at is of the real clock; retention goes by it.
CREATE TABLE status_events (
  account_id text COLLATE "C" NOT NULL,
  sequence bigint NOT NULL,
  transaction_id xid8 NOT NULL,
  created_at timestamptz NOT NULL,
  transition bigint,
  suspension_at timestamptz,
  offset_days integer,
  CONSTRAINT status_events_pkey PRIMARY KEY (account_id, sequence),
  CONSTRAINT status_events_transition FOREIGN KEY (account_id, transition)
    REFERENCES status_transitions (account_id, sequence),
  CONSTRAINT status_events_warning FOREIGN KEY (account_id, suspension_at, offset_days)
    REFERENCES status_warnings (account_id, suspension_at, offset_days),
  CONSTRAINT status_events_kind CHECK ((transition IS NULL) = (suspension_at IS NOT NULL)
    AND (suspension_at IS NULL) = (offset_days IS NULL))
);
CREATE INDEX status_events_position ON status_events (transaction_id, account_id, sequence);

-- Of the real clock: events created before it may be gone. No row: none is.
CREATE TABLE status_event_horizon (
  id integer NOT NULL,
  pruned_before timestamptz NOT NULL,
  CONSTRAINT status_event_horizon_pkey PRIMARY KEY (id),
  CONSTRAINT status_event_horizon_single CHECK (id = 1)
);

ALTER TABLE accounts ADD COLUMN last_event bigint NOT NULL DEFAULT 0;

-- When time brings about something to tell: what the publisher looks for. Unset: nothing in sight.
-- The default is for the rows there are, which the publisher looks at once.
ALTER TABLE account_timelines ADD COLUMN next_event_at timestamptz DEFAULT '-infinity';
ALTER TABLE account_timelines ALTER COLUMN next_event_at DROP DEFAULT;
CREATE INDEX account_timelines_next_event ON account_timelines (next_event_at, account_id)
  WHERE next_event_at IS NOT NULL;

ALTER TABLE status_warnings ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE status_events ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY named_rows ON status_warnings
  USING (account_id = ANY (string_to_array(current_setting('app.accounts', true), ',')));
CREATE POLICY named_rows ON status_events
  USING (account_id = ANY (string_to_array(current_setting('app.accounts', true), ',')));
-- Watchers of all accounts.
CREATE POLICY all_rows ON status_warnings FOR SELECT
  USING (current_setting('app.accounts', true) = '*');
CREATE POLICY all_rows ON status_events FOR SELECT
  USING (current_setting('app.accounts', true) = '*');
CREATE POLICY all_rows ON status_transitions FOR SELECT
  USING (current_setting('app.accounts', true) = '*');

GRANT UPDATE (last_event) ON accounts TO reinstate_app;
GRANT SELECT, INSERT ON status_warnings TO reinstate_app;
GRANT SELECT, INSERT, DELETE ON status_events TO reinstate_app;
GRANT SELECT, INSERT, UPDATE ON status_event_horizon TO reinstate_app;
