INSERT INTO enrolment (token_hash, account, purpose, expires, used)
VALUES (:token_hash, :account, :purpose, :expires, NULL)
