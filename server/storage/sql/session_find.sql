SELECT token_hash, account, kind, device, created, last_seen, expires, ended
FROM session WHERE token_hash = :token_hash
