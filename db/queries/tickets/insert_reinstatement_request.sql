INSERT INTO reinstatement_requests (account_id, ticket_id, status_at_creation, ripe_at, ended_by,
                                    reason)
VALUES ($1, $2, decode($3, 'hex'), $4, '', '')
