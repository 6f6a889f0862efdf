SELECT revision AS instructions_revision, method, beneficiary, account_number, bank_code, reference,
       valid_until
FROM payment_instructions
WHERE account_id = $1
ORDER BY revision DESC
LIMIT 1
