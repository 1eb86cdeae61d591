SELECT token_hash, account, purpose, expires, used FROM enrolment WHERE token_hash = :token_hash
