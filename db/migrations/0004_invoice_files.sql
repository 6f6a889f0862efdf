-- The files of an invoice show whom it was issued to, and stay the same when the account's name
-- changes. Documents recorded so far take the name of today.

ALTER TABLE invoices NO FORCE ROW LEVEL SECURITY;
ALTER TABLE accounts NO FORCE ROW LEVEL SECURITY;
ALTER TABLE invoices ADD COLUMN billed_name text;
UPDATE invoices AS i SET billed_name = a.display_name
FROM accounts AS a
WHERE a.account_id = i.account_id;
ALTER TABLE invoices ALTER COLUMN billed_name SET NOT NULL;
ALTER TABLE invoices FORCE ROW LEVEL SECURITY;
ALTER TABLE accounts FORCE ROW LEVEL SECURITY;
