-- Accounts, their facts, their timelines, and what every write leaves behind.
-- Every account-owned table has account_id first in its key and forces row-level security: rows
-- are visible where app.accounts (a list of ids, set for one transaction) names them; all rows may
-- be read, not written, where it is '*'.

CREATE TABLE policies (
  version integer NOT NULL,
  effective_from timestamptz,
  zone text NOT NULL,
  days_overdue integer NOT NULL,
  tolerance_minor json NOT NULL,
  warning_offsets_days integer[] NOT NULL,
  max_lease_s integer NOT NULL,
  net_terms_days integer NOT NULL,
  on_request_causes text[] NOT NULL,
  allowed_switchable_operations text[] NOT NULL,
  CONSTRAINT policies_pkey PRIMARY KEY (version)
);

INSERT INTO policies (version, effective_from, zone, days_overdue, tolerance_minor,
                      warning_offsets_days, max_lease_s, net_terms_days, on_request_causes,
                      allowed_switchable_operations)
VALUES (1, NULL, 'UTC', 60, '{}', '{30,14,7,1}', 60, 60, '{BILLING_OVERDUE}',
        '{RENEW_SUBSCRIPTION,DECREASE_QUANTITY,CANCEL_SUBSCRIPTION}');

CREATE TABLE domain_clock (
  id integer NOT NULL,
  domain_at timestamptz NOT NULL,
  real_at timestamptz NOT NULL,
  frozen boolean NOT NULL,
  CONSTRAINT domain_clock_pkey PRIMARY KEY (id),
  CONSTRAINT domain_clock_single CHECK (id = 1)
);

CREATE TABLE development_marker (
  id integer NOT NULL,
  marked_at timestamptz NOT NULL,
  CONSTRAINT development_marker_pkey PRIMARY KEY (id),
  CONSTRAINT development_marker_single CHECK (id = 1)
);

CREATE TABLE accounts (
  account_id text COLLATE "C" NOT NULL,
  display_name text NOT NULL,
  cloud text NOT NULL,
  partner_type text NOT NULL,
  registered_at timestamptz NOT NULL,
  standing_from timestamptz NOT NULL,
  revision bigint NOT NULL,
  last_transition bigint NOT NULL,
  last_audit_entry bigint NOT NULL,
  written_at timestamptz NOT NULL,
  CONSTRAINT accounts_pkey PRIMARY KEY (account_id),
  CONSTRAINT accounts_id_form CHECK (account_id ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$')
);

CREATE TABLE account_timelines (
  account_id text COLLATE "C" NOT NULL,
  revision bigint NOT NULL,
  policy_set integer NOT NULL,
  recorded_at timestamptz NOT NULL,
  standing text NOT NULL,
  next_change_at timestamptz,
  timeline json NOT NULL,
  CONSTRAINT account_timelines_pkey PRIMARY KEY (account_id),
  CONSTRAINT account_timelines_account FOREIGN KEY (account_id) REFERENCES accounts (account_id)
);
CREATE INDEX account_timelines_standing ON account_timelines (standing, account_id);
CREATE INDEX account_timelines_next_change ON account_timelines (next_change_at)
  WHERE next_change_at IS NOT NULL;

CREATE TABLE account_timeline_versions (
  account_id text COLLATE "C" NOT NULL,
  revision bigint NOT NULL,
  policy_set integer NOT NULL,
  recorded_at timestamptz NOT NULL,
  timeline json NOT NULL,
  CONSTRAINT account_timeline_versions_pkey PRIMARY KEY (account_id, revision),
  CONSTRAINT account_timeline_versions_account FOREIGN KEY (account_id)
    REFERENCES accounts (account_id)
);

CREATE TABLE invoices (
  account_id text COLLATE "C" NOT NULL,
  invoice_id text COLLATE "C" NOT NULL,
  currency text NOT NULL,
  total_minor bigint NOT NULL,
  issued_on date NOT NULL,
  due_on date NOT NULL,
  recorded_at timestamptz NOT NULL,
  revision bigint NOT NULL,
  CONSTRAINT invoices_pkey PRIMARY KEY (account_id, invoice_id),
  CONSTRAINT invoices_account FOREIGN KEY (account_id) REFERENCES accounts (account_id),
  CONSTRAINT invoices_total CHECK (total_minor > 0),
  CONSTRAINT invoices_due CHECK (due_on >= issued_on)
);

CREATE TABLE payments (
  account_id text COLLATE "C" NOT NULL,
  payment_id text COLLATE "C" NOT NULL,
  currency text NOT NULL,
  amount_minor bigint NOT NULL,
  received_at timestamptz NOT NULL,
  method text NOT NULL,
  recorded_at timestamptz NOT NULL,
  revision bigint NOT NULL,
  CONSTRAINT payments_pkey PRIMARY KEY (account_id, payment_id),
  CONSTRAINT payments_account FOREIGN KEY (account_id) REFERENCES accounts (account_id),
  CONSTRAINT payments_amount CHECK (amount_minor > 0)
);

CREATE TABLE payment_allocations (
  account_id text COLLATE "C" NOT NULL,
  payment_id text COLLATE "C" NOT NULL,
  invoice_id text COLLATE "C" NOT NULL,
  amount_minor bigint NOT NULL,
  CONSTRAINT payment_allocations_pkey PRIMARY KEY (account_id, payment_id, invoice_id),
  CONSTRAINT payment_allocations_payment FOREIGN KEY (account_id, payment_id)
    REFERENCES payments (account_id, payment_id),
  CONSTRAINT payment_allocations_amount CHECK (amount_minor > 0)
);

CREATE TABLE holds (
  account_id text COLLATE "C" NOT NULL,
  hold_id text COLLATE "C" NOT NULL,
  reason text NOT NULL,
  internal boolean NOT NULL,
  placed_at timestamptz NOT NULL,
  expires_at timestamptz,
  released_at timestamptz,
  placed_by text NOT NULL,
  CONSTRAINT holds_pkey PRIMARY KEY (account_id, hold_id),
  CONSTRAINT holds_account FOREIGN KEY (account_id) REFERENCES accounts (account_id)
);

CREATE TABLE verification_results (
  account_id text COLLATE "C" NOT NULL,
  result_id text COLLATE "C" NOT NULL,
  status text NOT NULL,
  effective_at timestamptz NOT NULL,
  public_reason text NOT NULL,
  recorded_at timestamptz NOT NULL,
  CONSTRAINT verification_results_pkey PRIMARY KEY (account_id, result_id),
  CONSTRAINT verification_results_instant UNIQUE (account_id, effective_at),
  CONSTRAINT verification_results_account FOREIGN KEY (account_id) REFERENCES accounts (account_id)
);

CREATE TABLE decisions (
  account_id text COLLATE "C" NOT NULL,
  decision_id text COLLATE "C" NOT NULL,
  made_at timestamptz NOT NULL,
  causes text[] NOT NULL,
  reason text NOT NULL,
  made_by text NOT NULL,
  CONSTRAINT decisions_pkey PRIMARY KEY (account_id, decision_id),
  CONSTRAINT decisions_account FOREIGN KEY (account_id) REFERENCES accounts (account_id)
);

CREATE TABLE status_transitions (
  account_id text COLLATE "C" NOT NULL,
  sequence bigint NOT NULL,
  from_standing text NOT NULL,
  to_standing text NOT NULL,
  causes_added text[] NOT NULL,
  causes_removed text[] NOT NULL,
  effective_at timestamptz NOT NULL,
  observed_at timestamptz NOT NULL,
  trigger text NOT NULL,
  trigger_id text NOT NULL,
  actor text NOT NULL,
  policy_version integer NOT NULL,
  revision bigint NOT NULL,
  CONSTRAINT status_transitions_pkey PRIMARY KEY (account_id, sequence),
  CONSTRAINT status_transitions_account FOREIGN KEY (account_id) REFERENCES accounts (account_id)
);

CREATE TABLE audit_entries (
  account_id text COLLATE "C" NOT NULL,
  sequence bigint NOT NULL,
  recorded_at timestamptz NOT NULL,
  real_at timestamptz NOT NULL,
  principal text NOT NULL,
  method text NOT NULL,
  request_id text NOT NULL,
  revision bigint NOT NULL,
  subject_id text NOT NULL,
  reason text NOT NULL,
  CONSTRAINT audit_entries_pkey PRIMARY KEY (account_id, sequence)
);

-- account_id is '' for writes that name no account.
CREATE TABLE idempotency_keys (
  account_id text COLLATE "C" NOT NULL,
  principal text COLLATE "C" NOT NULL,
  method text COLLATE "C" NOT NULL,
  request_id text COLLATE "C" NOT NULL,
  content_hash bytea NOT NULL,
  reply bytea,
  created_at timestamptz NOT NULL,
  replayed_at timestamptz,
  CONSTRAINT idempotency_keys_pkey PRIMARY KEY (account_id, principal, method, request_id)
);

ALTER TABLE accounts ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE account_timelines ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE account_timeline_versions ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE invoices ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE payments ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE payment_allocations ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE holds ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE verification_results ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE decisions ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE status_transitions ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE audit_entries ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE idempotency_keys ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY named_rows ON accounts
  USING (account_id = ANY (string_to_array(current_setting('app.accounts', true), ',')));
CREATE POLICY named_rows ON account_timelines
  USING (account_id = ANY (string_to_array(current_setting('app.accounts', true), ',')));
CREATE POLICY named_rows ON account_timeline_versions
  USING (account_id = ANY (string_to_array(current_setting('app.accounts', true), ',')));
CREATE POLICY named_rows ON invoices
  USING (account_id = ANY (string_to_array(current_setting('app.accounts', true), ',')));
CREATE POLICY named_rows ON payments
  USING (account_id = ANY (string_to_array(current_setting('app.accounts', true), ',')));
CREATE POLICY named_rows ON payment_allocations
  USING (account_id = ANY (string_to_array(current_setting('app.accounts', true), ',')));
CREATE POLICY named_rows ON holds
  USING (account_id = ANY (string_to_array(current_setting('app.accounts', true), ',')));
CREATE POLICY named_rows ON verification_results
  USING (account_id = ANY (string_to_array(current_setting('app.accounts', true), ',')));
CREATE POLICY named_rows ON decisions
  USING (account_id = ANY (string_to_array(current_setting('app.accounts', true), ',')));
CREATE POLICY named_rows ON status_transitions
  USING (account_id = ANY (string_to_array(current_setting('app.accounts', true), ',')));
CREATE POLICY named_rows ON audit_entries
  USING (account_id = ANY (string_to_array(current_setting('app.accounts', true), ',')));
CREATE POLICY named_rows ON idempotency_keys
  USING (account_id = ANY (string_to_array(current_setting('app.accounts', true), ',')));

CREATE POLICY all_rows ON accounts FOR SELECT
  USING (current_setting('app.accounts', true) = '*');
CREATE POLICY all_rows ON account_timelines FOR SELECT
  USING (current_setting('app.accounts', true) = '*');

GRANT SELECT ON policies, development_marker TO reinstate_app;
GRANT SELECT, INSERT, UPDATE ON domain_clock TO reinstate_app;
GRANT SELECT, INSERT, UPDATE ON account_timelines, idempotency_keys TO reinstate_app;
GRANT SELECT, INSERT ON accounts TO reinstate_app;
GRANT UPDATE (revision, last_transition, last_audit_entry, written_at) ON accounts TO reinstate_app;
-- Facts, decisions and logs are never changed; of a hold only its release.
GRANT SELECT, INSERT ON account_timeline_versions, invoices, payments, payment_allocations, holds,
  verification_results, decisions, status_transitions, audit_entries TO reinstate_app;
GRANT UPDATE (released_at) ON holds TO reinstate_app;
