UPDATE session SET ended = :at WHERE token_hash = :token_hash AND ended IS NULL
