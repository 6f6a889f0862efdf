-- Policies are announced, and can be taken back, while servers run. Each change makes the next set
-- of policies; a timeline names the set it was built with.

CREATE TABLE policy_sets (
  number integer NOT NULL,
  made_at timestamptz,
  CONSTRAINT policy_sets_pkey PRIMARY KEY (number)
);
INSERT INTO policy_sets (number, made_at) VALUES (1, NULL);

ALTER TABLE policies
  ADD COLUMN scopes json NOT NULL DEFAULT '{}',
  ADD COLUMN created_at timestamptz,
  ADD COLUMN created_by text NOT NULL DEFAULT '',
  ADD COLUMN reason text NOT NULL DEFAULT '',
  ADD COLUMN created_set integer NOT NULL DEFAULT 1,
  ADD COLUMN revoked_at timestamptz,
  ADD COLUMN revoked_by text NOT NULL DEFAULT '',
  ADD COLUMN revocation_reason text NOT NULL DEFAULT '',
  ADD COLUMN revoked_set integer,
  ADD CONSTRAINT policies_created_set FOREIGN KEY (created_set) REFERENCES policy_sets (number),
  ADD CONSTRAINT policies_revoked_set FOREIGN KEY (revoked_set) REFERENCES policy_sets (number),
  ADD CONSTRAINT policies_revoked CHECK ((revoked_at IS NULL) = (revoked_set IS NULL));

-- One revision may be read by several sets.
ALTER TABLE account_timeline_versions
  DROP CONSTRAINT account_timeline_versions_pkey,
  ADD CONSTRAINT account_timeline_versions_pkey PRIMARY KEY (account_id, revision, policy_set);
-- What is left to build anew after a change.
CREATE INDEX account_timelines_policy_set ON account_timelines (policy_set, account_id);

GRANT SELECT, INSERT ON policy_sets TO reinstate_app;
GRANT INSERT ON policies TO reinstate_app;
GRANT UPDATE (revoked_at, revoked_by, revocation_reason, revoked_set) ON policies TO reinstate_app;
