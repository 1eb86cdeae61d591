UPDATE enrolment SET used = :at
WHERE token_hash = :token_hash AND used IS NULL AND expires > :at
