SELECT program_id, enrolled_at
FROM program_enrollments
WHERE account_id = $1
