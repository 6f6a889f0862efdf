INSERT INTO program_enrollments (account_id, program_id, enrolled_at, enrolled_by)
VALUES ($1, $2, $3, $4)
