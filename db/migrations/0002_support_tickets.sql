-- Support tickets and their comments. A reinstatement ticket has a second row, which says how far
-- the account has come since and how the request ended.

CREATE TABLE tickets (
  account_id text COLLATE "C" NOT NULL,
  ticket_id text COLLATE "C" NOT NULL,
  topic_id text COLLATE "C" NOT NULL,
  subject text NOT NULL,
  description text NOT NULL,
  severity text NOT NULL,
  severity_reason text NOT NULL,
  state text NOT NULL,
  author text COLLATE "C" NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  etag bigint NOT NULL,
  CONSTRAINT tickets_pkey PRIMARY KEY (account_id, ticket_id),
  CONSTRAINT tickets_account FOREIGN KEY (account_id) REFERENCES accounts (account_id),
  CONSTRAINT tickets_severity_reason CHECK (severity = 'MINIMAL' OR severity_reason <> '')
);
CREATE INDEX tickets_newest ON tickets (account_id, created_at DESC, ticket_id DESC);

CREATE TABLE reinstatement_requests (
  account_id text COLLATE "C" NOT NULL,
  ticket_id text COLLATE "C" NOT NULL,
  status_at_creation bytea NOT NULL,
  ripe_at timestamptz,
  outcome text,
  ended_at timestamptz,
  ended_by text NOT NULL,
  reason text NOT NULL,
  decision_id text COLLATE "C",
  CONSTRAINT reinstatement_requests_pkey PRIMARY KEY (account_id, ticket_id),
  CONSTRAINT reinstatement_requests_ticket FOREIGN KEY (account_id, ticket_id)
    REFERENCES tickets (account_id, ticket_id),
  CONSTRAINT reinstatement_requests_decision FOREIGN KEY (account_id, decision_id)
    REFERENCES decisions (account_id, decision_id),
  CONSTRAINT reinstatement_requests_end CHECK ((outcome IS NULL) = (ended_at IS NULL)),
  CONSTRAINT reinstatement_requests_approval
    CHECK ((outcome IS NOT DISTINCT FROM 'APPROVED') = (decision_id IS NOT NULL))
);
-- At most one is open. The account's row lock arbitrates; this holds even where code forgot it.
CREATE UNIQUE INDEX reinstatement_requests_open ON reinstatement_requests (account_id)
  WHERE outcome IS NULL;

CREATE TABLE ticket_comments (
  account_id text COLLATE "C" NOT NULL,
  ticket_id text COLLATE "C" NOT NULL,
  comment_id text COLLATE "C" NOT NULL,
  body text NOT NULL,
  visibility text NOT NULL,
  author text NOT NULL,
  by_staff boolean NOT NULL,
  created_at timestamptz NOT NULL,
  CONSTRAINT ticket_comments_pkey PRIMARY KEY (account_id, ticket_id, comment_id),
  CONSTRAINT ticket_comments_ticket FOREIGN KEY (account_id, ticket_id)
    REFERENCES tickets (account_id, ticket_id),
  CONSTRAINT ticket_comments_internal CHECK (visibility = 'PUBLIC' OR by_staff)
);
CREATE INDEX ticket_comments_oldest
  ON ticket_comments (account_id, ticket_id, created_at, comment_id);

ALTER TABLE tickets ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE reinstatement_requests ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE ticket_comments ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY named_rows ON tickets
  USING (account_id = ANY (string_to_array(current_setting('app.accounts', true), ',')));
CREATE POLICY named_rows ON reinstatement_requests
  USING (account_id = ANY (string_to_array(current_setting('app.accounts', true), ',')));
CREATE POLICY named_rows ON ticket_comments
  USING (account_id = ANY (string_to_array(current_setting('app.accounts', true), ',')));

-- What a ticket says, the explanation and comments are never changed.
GRANT SELECT, INSERT ON tickets, reinstatement_requests, ticket_comments TO reinstate_app;
GRANT UPDATE (state, updated_at, etag) ON tickets TO reinstate_app;
GRANT UPDATE (ripe_at, outcome, ended_at, ended_by, reason, decision_id)
  ON reinstatement_requests TO reinstate_app;
