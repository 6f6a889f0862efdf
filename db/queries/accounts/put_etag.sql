UPDATE accounts SET etag = $2 WHERE account_id = $1
