-- Partner profiles, enrolments in programmes, and what became of a programme's checks. None of it
-- moves an account's standing.

CREATE TABLE partner_profiles (
  account_id text COLLATE "C" NOT NULL,
  etag bigint NOT NULL,
  legal_name text NOT NULL,
  line1 text NOT NULL,
  line2 text NOT NULL,
  city text NOT NULL,
  region text NOT NULL,
  postal_code text NOT NULL,
  country_code text NOT NULL,
  contact_name text NOT NULL,
  contact_email text NOT NULL,
  contact_phone text NOT NULL,
  tax_id text NOT NULL,
  website text NOT NULL,
  updated_at timestamptz NOT NULL,
  CONSTRAINT partner_profiles_pkey PRIMARY KEY (account_id),
  CONSTRAINT partner_profiles_account FOREIGN KEY (account_id) REFERENCES accounts (account_id)
);

CREATE TABLE program_enrollments (
  account_id text COLLATE "C" NOT NULL,
  program_id text COLLATE "C" NOT NULL,
  enrolled_at timestamptz NOT NULL,
  enrolled_by text NOT NULL,
  CONSTRAINT program_enrollments_pkey PRIMARY KEY (account_id, program_id),
  CONSTRAINT program_enrollments_account FOREIGN KEY (account_id) REFERENCES accounts (account_id)
);

CREATE TABLE check_results (
  account_id text COLLATE "C" NOT NULL,
  result_id text COLLATE "C" NOT NULL,
  program_id text COLLATE "C" NOT NULL,
  check_kind text NOT NULL,
  status text NOT NULL,
  reason text NOT NULL,
  effective_at timestamptz NOT NULL,
  public_reason text NOT NULL,
  recorded_at timestamptz NOT NULL,
  CONSTRAINT check_results_pkey PRIMARY KEY (account_id, result_id),
  CONSTRAINT check_results_instant UNIQUE (account_id, program_id, check_kind, effective_at),
  CONSTRAINT check_results_enrollment FOREIGN KEY (account_id, program_id)
    REFERENCES program_enrollments (account_id, program_id)
);

ALTER TABLE verification_results ADD COLUMN reason text NOT NULL DEFAULT 'NONE';

ALTER TABLE partner_profiles ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE program_enrollments ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE check_results ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY named_rows ON partner_profiles
  USING (account_id = ANY (string_to_array(current_setting('app.accounts', true), ',')));
CREATE POLICY named_rows ON program_enrollments
  USING (account_id = ANY (string_to_array(current_setting('app.accounts', true), ',')));
CREATE POLICY named_rows ON check_results
  USING (account_id = ANY (string_to_array(current_setting('app.accounts', true), ',')));
-- A profile is changed in place; enrolments and results never are.
GRANT SELECT, INSERT ON partner_profiles, program_enrollments, check_results TO reinstate_app;
GRANT UPDATE (etag, legal_name, line1, line2, city, region, postal_code, country_code,
              contact_name, contact_email, contact_phone, tax_id, website, updated_at)
  ON partner_profiles TO reinstate_app;
