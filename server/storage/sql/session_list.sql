SELECT token_hash, account, kind, device, second_factor, created, last_seen, expires, ended
FROM session WHERE account = :account AND ended IS NULL AND expires > :now ORDER BY created
