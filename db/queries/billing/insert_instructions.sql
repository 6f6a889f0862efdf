INSERT INTO payment_instructions (account_id, revision, method, beneficiary, account_number,
                                  bank_code, reference, valid_until, recorded_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
