SELECT effective_on, net_days FROM payment_terms WHERE account_id = $1 ORDER BY effective_on
