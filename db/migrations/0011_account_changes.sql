-- Cloud and partner type change each for itself: what was not named is not recorded, so that the
-- order in which changes arrive does not matter.

ALTER TABLE account_changes
  DROP CONSTRAINT account_changes_pkey,
  ALTER COLUMN cloud DROP NOT NULL,
  ALTER COLUMN partner_type DROP NOT NULL,
  ADD CONSTRAINT account_changes_named CHECK (cloud IS NOT NULL OR partner_type IS NOT NULL);
CREATE UNIQUE INDEX account_changes_cloud ON account_changes (account_id, effective_at)
  WHERE cloud IS NOT NULL;
CREATE UNIQUE INDEX account_changes_partner_type ON account_changes (account_id, effective_at)
  WHERE partner_type IS NOT NULL;
