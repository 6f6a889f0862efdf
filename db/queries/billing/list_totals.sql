SELECT currency, invoiced_minor, received_minor FROM billing_totals WHERE account_id = $1
