SELECT token_hash, session_hash, event, origin, expires, used
FROM ticket WHERE token_hash = :token_hash
