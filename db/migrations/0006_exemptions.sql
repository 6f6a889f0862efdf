-- Exemptions: for a time, one cause suspends one account no more.

CREATE TABLE exemptions (
  account_id text COLLATE "C" NOT NULL,
  exemption_id text COLLATE "C" NOT NULL,
  cause text NOT NULL,
  reason text NOT NULL,
  granted_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  revoked_at timestamptz,
  granted_by text NOT NULL,
  CONSTRAINT exemptions_pkey PRIMARY KEY (account_id, exemption_id),
  CONSTRAINT exemptions_account FOREIGN KEY (account_id) REFERENCES accounts (account_id),
  CONSTRAINT exemptions_order CHECK (expires_at > granted_at AND revoked_at >= granted_at),
  CONSTRAINT exemptions_cause CHECK (cause <> 'MANUAL_HOLD')
);

-- How many days ahead an exemption may expire.
ALTER TABLE policies ADD COLUMN exemption_limit_days integer NOT NULL DEFAULT 90;

ALTER TABLE exemptions ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY named_rows ON exemptions
  USING (account_id = ANY (string_to_array(current_setting('app.accounts', true), ',')));
-- Content is never changed; of an exemption only its revocation.
GRANT SELECT, INSERT ON exemptions TO reinstate_app;
GRANT UPDATE (revoked_at) ON exemptions TO reinstate_app;
