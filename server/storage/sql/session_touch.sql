UPDATE session SET last_seen = :at WHERE token_hash = :token_hash AND last_seen < :at
