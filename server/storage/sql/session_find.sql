SELECT token_hash, account, kind, device, second_factor, created, last_seen, expires, ended
FROM session WHERE token_hash = :token_hash
