-- The whole bill: credit notes, lines, disputes, what became of documents, terms, instructions, and
-- the seal that keeps a write's cost from growing with history.
-- Each change of a document has the revision it came with, so that a list can be read as of one.

ALTER TABLE policies
  ADD COLUMN dispute_pause_days integer NOT NULL DEFAULT 0,
  ADD COLUMN clearing_grace_days integer NOT NULL DEFAULT 0;

-- Documents dated before this day are settled for good; unset: nothing is sealed.
ALTER TABLE accounts ADD COLUMN sealed_before date;

CREATE TABLE payment_instructions (
  account_id text COLLATE "C" NOT NULL,
  revision bigint NOT NULL,
  method text NOT NULL,
  beneficiary text NOT NULL,
  account_number text NOT NULL,
  bank_code text NOT NULL,
  reference text NOT NULL,
  valid_until date,
  recorded_at timestamptz NOT NULL,
  CONSTRAINT payment_instructions_pkey PRIMARY KEY (account_id, revision),
  CONSTRAINT payment_instructions_account FOREIGN KEY (account_id) REFERENCES accounts (account_id)
);

CREATE TABLE payment_terms (
  account_id text COLLATE "C" NOT NULL,
  effective_on date NOT NULL,
  net_days integer NOT NULL,
  recorded_at timestamptz NOT NULL,
  revision bigint NOT NULL,
  CONSTRAINT payment_terms_pkey PRIMARY KEY (account_id, effective_on),
  CONSTRAINT payment_terms_account FOREIGN KEY (account_id) REFERENCES accounts (account_id),
  CONSTRAINT payment_terms_days CHECK (net_days >= 0)
);

-- A credit note is a row with `amends`. Instructions are never changed, so a row that names them
-- keeps its content.
ALTER TABLE invoices
  ADD COLUMN amends text COLLATE "C",
  ADD COLUMN invoice_type text NOT NULL DEFAULT 'ONE_TIME',
  ADD COLUMN period_from date,
  ADD COLUMN period_through date,
  ADD COLUMN instructions_revision bigint,
  ADD COLUMN voided_at timestamptz,
  ADD COLUMN voided_revision bigint,
  ADD COLUMN written_off_at timestamptz,
  ADD COLUMN written_off_revision bigint,
  ADD CONSTRAINT invoices_amended FOREIGN KEY (account_id, amends)
    REFERENCES invoices (account_id, invoice_id),
  ADD CONSTRAINT invoices_instructions FOREIGN KEY (account_id, instructions_revision)
    REFERENCES payment_instructions (account_id, revision),
  ADD CONSTRAINT invoices_period CHECK (period_through >= period_from),
  ADD CONSTRAINT invoices_closed_once CHECK (voided_at IS NULL OR written_off_at IS NULL);
CREATE INDEX invoices_issued ON invoices (account_id, issued_on);

CREATE TABLE invoice_lines (
  account_id text COLLATE "C" NOT NULL,
  invoice_id text COLLATE "C" NOT NULL,
  line_number integer NOT NULL,
  description text NOT NULL,
  reference text NOT NULL,
  quantity bigint NOT NULL,
  amount_minor bigint NOT NULL,
  CONSTRAINT invoice_lines_pkey PRIMARY KEY (account_id, invoice_id, line_number),
  CONSTRAINT invoice_lines_invoice FOREIGN KEY (account_id, invoice_id)
    REFERENCES invoices (account_id, invoice_id)
);

CREATE TABLE invoice_disputes (
  account_id text COLLATE "C" NOT NULL,
  invoice_id text COLLATE "C" NOT NULL,
  dispute_id text COLLATE "C" NOT NULL,
  amount_minor bigint,
  opened_at timestamptz NOT NULL,
  revision bigint NOT NULL,
  resolved_at timestamptz,
  upheld boolean,
  CONSTRAINT invoice_disputes_pkey PRIMARY KEY (account_id, invoice_id, dispute_id),
  CONSTRAINT invoice_disputes_instant UNIQUE (account_id, invoice_id, opened_at),
  CONSTRAINT invoice_disputes_invoice FOREIGN KEY (account_id, invoice_id)
    REFERENCES invoices (account_id, invoice_id),
  CONSTRAINT invoice_disputes_amount CHECK (amount_minor > 0),
  CONSTRAINT invoice_disputes_order CHECK (resolved_at >= opened_at)
);

-- Pending while settled_revision is null; payments recorded so far were settled.
ALTER TABLE payments
  ADD COLUMN settled_revision bigint,
  ADD COLUMN failed_at timestamptz,
  ADD COLUMN failed_revision bigint,
  ADD COLUMN reversed_at timestamptz,
  ADD COLUMN reversed_revision bigint,
  ADD COLUMN voided_at timestamptz,
  ADD COLUMN voided_revision bigint,
  ADD CONSTRAINT payments_reversal CHECK (reversed_at >= received_at);
CREATE INDEX payments_received ON payments (account_id, received_at);

-- Sums over all documents ever recorded: they must stay within 64 bits.
CREATE TABLE billing_totals (
  account_id text COLLATE "C" NOT NULL,
  currency text NOT NULL,
  invoiced_minor bigint NOT NULL,
  received_minor bigint NOT NULL,
  CONSTRAINT billing_totals_pkey PRIMARY KEY (account_id, currency),
  CONSTRAINT billing_totals_account FOREIGN KEY (account_id) REFERENCES accounts (account_id),
  CONSTRAINT billing_totals_range CHECK (invoiced_minor >= 0 AND received_minor >= 0)
);

-- The migration's role owns the tables and is held by their policies: it steps aside for what it
-- has to fill in.
ALTER TABLE invoices NO FORCE ROW LEVEL SECURITY;
ALTER TABLE payments NO FORCE ROW LEVEL SECURITY;
UPDATE payments SET settled_revision = revision;
INSERT INTO billing_totals (account_id, currency, invoiced_minor, received_minor)
SELECT account_id, currency, sum(invoiced_minor), sum(received_minor)
FROM (
  SELECT account_id, currency, total_minor AS invoiced_minor, 0 AS received_minor FROM invoices
  UNION ALL
  SELECT account_id, currency, 0, amount_minor FROM payments) AS documents
GROUP BY account_id, currency;
ALTER TABLE invoices FORCE ROW LEVEL SECURITY;
ALTER TABLE payments FORCE ROW LEVEL SECURITY;

ALTER TABLE payment_instructions ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE payment_terms ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE invoice_lines ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE invoice_disputes ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE billing_totals ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY named_rows ON payment_instructions
  USING (account_id = ANY (string_to_array(current_setting('app.accounts', true), ',')));
CREATE POLICY named_rows ON payment_terms
  USING (account_id = ANY (string_to_array(current_setting('app.accounts', true), ',')));
CREATE POLICY named_rows ON invoice_lines
  USING (account_id = ANY (string_to_array(current_setting('app.accounts', true), ',')));
CREATE POLICY named_rows ON invoice_disputes
  USING (account_id = ANY (string_to_array(current_setting('app.accounts', true), ',')));
CREATE POLICY named_rows ON billing_totals
  USING (account_id = ANY (string_to_array(current_setting('app.accounts', true), ',')));

GRANT SELECT, INSERT ON payment_instructions, payment_terms, invoice_lines, invoice_disputes
  TO reinstate_app;
GRANT SELECT, INSERT, UPDATE ON billing_totals TO reinstate_app;
GRANT UPDATE (sealed_before) ON accounts TO reinstate_app;
-- Content is never changed; of a document only what became of it.
GRANT UPDATE (voided_at, voided_revision, written_off_at, written_off_revision) ON invoices
  TO reinstate_app;
GRANT UPDATE (settled_revision, failed_at, failed_revision, reversed_at, reversed_revision,
              voided_at, voided_revision) ON payments TO reinstate_app;
GRANT UPDATE (resolved_at, upheld) ON invoice_disputes TO reinstate_app;
