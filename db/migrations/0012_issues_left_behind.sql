-- Accounts that a provider's issue could not be carried to yet: the job goes on without them and
-- comes back.

CREATE TABLE provider_issue_leftovers (
  account_id text COLLATE "C" NOT NULL,
  issue_id text COLLATE "C" NOT NULL,
  number integer NOT NULL,
  left_id text COLLATE "C" NOT NULL,
  CONSTRAINT provider_issue_leftovers_pkey PRIMARY KEY (account_id, issue_id, number, left_id),
  CONSTRAINT provider_issue_leftovers_job FOREIGN KEY (account_id, issue_id, number)
    REFERENCES provider_issue_jobs (account_id, issue_id, number),
  CONSTRAINT provider_issue_leftovers_left FOREIGN KEY (left_id) REFERENCES accounts (account_id)
);

ALTER TABLE provider_issue_leftovers ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY named_rows ON provider_issue_leftovers
  USING (account_id = ANY (string_to_array(current_setting('app.accounts', true), ',')));
GRANT SELECT, INSERT, DELETE ON provider_issue_leftovers TO reinstate_app;
