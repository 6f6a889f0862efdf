SELECT id FROM schema_lock WHERE id = 1 FOR UPDATE
