-- Changes of an account and its closing; links to providers, their issues, and how far each issue
-- was carried to the accounts that it may impact.

-- registered_name: NULL where display_name is what was registered.
ALTER TABLE accounts
  ADD COLUMN registered_name text,
  ADD COLUMN etag bigint NOT NULL DEFAULT 1,
  ADD COLUMN closed_at timestamptz,
  ADD COLUMN closing_reason text;
GRANT UPDATE (display_name, registered_name, etag, closed_at, closing_reason) ON accounts
  TO reinstate_app;

CREATE TABLE account_changes (
  account_id text COLLATE "C" NOT NULL,
  effective_at timestamptz NOT NULL,
  cloud text NOT NULL,
  partner_type text NOT NULL,
  recorded_at timestamptz NOT NULL,
  CONSTRAINT account_changes_pkey PRIMARY KEY (account_id, effective_at),
  CONSTRAINT account_changes_account FOREIGN KEY (account_id) REFERENCES accounts (account_id)
);

CREATE TABLE provider_links (
  account_id text COLLATE "C" NOT NULL,
  provider_id text COLLATE "C" NOT NULL,
  effective_at timestamptz NOT NULL,
  linked boolean NOT NULL,
  recorded_at timestamptz NOT NULL,
  CONSTRAINT provider_links_pkey PRIMARY KEY (account_id, provider_id, effective_at),
  CONSTRAINT provider_links_account FOREIGN KEY (account_id) REFERENCES accounts (account_id),
  CONSTRAINT provider_links_provider FOREIGN KEY (provider_id) REFERENCES accounts (account_id)
);
CREATE INDEX provider_links_provider_account ON provider_links (provider_id, account_id);

-- What a provider's issue was from each instant on; account_id is the provider's. No ids: all.
CREATE TABLE provider_issue_states (
  account_id text COLLATE "C" NOT NULL,
  issue_id text COLLATE "C" NOT NULL,
  number integer NOT NULL,
  effective_at timestamptz NOT NULL,
  resolved boolean NOT NULL,
  affects_operations boolean NOT NULL,
  impacted_account_ids text[] COLLATE "C" NOT NULL,
  public_reason text NOT NULL,
  internal_note text NOT NULL,
  recorded_by text NOT NULL,
  recorded_at timestamptz NOT NULL,
  CONSTRAINT provider_issue_states_pkey PRIMARY KEY (account_id, issue_id, number),
  CONSTRAINT provider_issue_states_account FOREIGN KEY (account_id) REFERENCES accounts (account_id)
);

-- An account's own copy of the issues that impact it.
CREATE TABLE provider_issue_impacts (
  account_id text COLLATE "C" NOT NULL,
  provider_id text COLLATE "C" NOT NULL,
  issue_id text COLLATE "C" NOT NULL,
  number integer NOT NULL,
  effective_at timestamptz NOT NULL,
  impacts boolean NOT NULL,
  public_reason text NOT NULL,
  internal_note text NOT NULL,
  CONSTRAINT provider_issue_impacts_pkey PRIMARY KEY (account_id, provider_id, issue_id, number),
  CONSTRAINT provider_issue_impacts_account FOREIGN KEY (account_id)
    REFERENCES accounts (account_id)
);

-- One a state: it is carried in the order of account ids, and has reached cursor_id.
CREATE TABLE provider_issue_jobs (
  account_id text COLLATE "C" NOT NULL,
  issue_id text COLLATE "C" NOT NULL,
  number integer NOT NULL,
  queued_at timestamptz NOT NULL,
  cursor_id text COLLATE "C" NOT NULL,
  accounts_total integer,
  accounts_done integer NOT NULL,
  finished_at timestamptz,
  CONSTRAINT provider_issue_jobs_pkey PRIMARY KEY (account_id, issue_id, number),
  CONSTRAINT provider_issue_jobs_state FOREIGN KEY (account_id, issue_id, number)
    REFERENCES provider_issue_states (account_id, issue_id, number)
);
CREATE INDEX provider_issue_jobs_open ON provider_issue_jobs (queued_at) WHERE finished_at IS NULL;

ALTER TABLE account_changes ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE provider_links ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE provider_issue_states ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE provider_issue_impacts ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE provider_issue_jobs ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY named_rows ON account_changes
  USING (account_id = ANY (string_to_array(current_setting('app.accounts', true), ',')));
CREATE POLICY named_rows ON provider_links
  USING (account_id = ANY (string_to_array(current_setting('app.accounts', true), ',')));
CREATE POLICY named_rows ON provider_issue_states
  USING (account_id = ANY (string_to_array(current_setting('app.accounts', true), ',')));
CREATE POLICY named_rows ON provider_issue_impacts
  USING (account_id = ANY (string_to_array(current_setting('app.accounts', true), ',')));
CREATE POLICY named_rows ON provider_issue_jobs
  USING (account_id = ANY (string_to_array(current_setting('app.accounts', true), ',')));
-- Lists of accounts show their type; the job finds its work and the accounts.
CREATE POLICY all_rows ON account_changes FOR SELECT
  USING (current_setting('app.accounts', true) = '*');
CREATE POLICY all_rows ON provider_links FOR SELECT
  USING (current_setting('app.accounts', true) = '*');
CREATE POLICY all_rows ON provider_issue_states FOR SELECT
  USING (current_setting('app.accounts', true) = '*');
CREATE POLICY all_rows ON provider_issue_impacts FOR SELECT
  USING (current_setting('app.accounts', true) = '*');
CREATE POLICY all_rows ON provider_issue_jobs FOR SELECT
  USING (current_setting('app.accounts', true) = '*');

-- Facts are never changed; of a job how far it has come.
GRANT SELECT, INSERT ON account_changes, provider_links, provider_issue_states,
  provider_issue_impacts, provider_issue_jobs TO reinstate_app;
GRANT UPDATE (cursor_id, accounts_total, accounts_done, finished_at) ON provider_issue_jobs
  TO reinstate_app;
