-- Signals of abuse. One of severity SIGNIFICANT suspends until it is resolved; reinstatement is by
-- decision, in the policy that comes with the schema too.

CREATE TABLE abuse_signals (
  account_id text COLLATE "C" NOT NULL,
  signal_id text COLLATE "C" NOT NULL,
  severity text NOT NULL,
  detected_at timestamptz NOT NULL,
  public_reason text NOT NULL,
  internal_note text NOT NULL,
  recorded_by text NOT NULL,
  recorded_at timestamptz NOT NULL,
  resolved_at timestamptz,
  withdrawn_at timestamptz,
  CONSTRAINT abuse_signals_pkey PRIMARY KEY (account_id, signal_id),
  CONSTRAINT abuse_signals_account FOREIGN KEY (account_id) REFERENCES accounts (account_id),
  CONSTRAINT abuse_signals_resolution CHECK (resolved_at >= detected_at)
);

-- No account could have this cause before, so no answer that was given changes.
UPDATE policies SET on_request_causes = array_append(on_request_causes, 'ACCOUNT_ABUSE')
WHERE version = 1;

ALTER TABLE abuse_signals ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY named_rows ON abuse_signals
  USING (account_id = ANY (string_to_array(current_setting('app.accounts', true), ',')));
-- Content is never changed; of a signal only what became of it.
GRANT SELECT, INSERT ON abuse_signals TO reinstate_app;
GRANT UPDATE (resolved_at, withdrawn_at) ON abuse_signals TO reinstate_app;
