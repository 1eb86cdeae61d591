INSERT INTO ticket (token_hash, session_hash, event, origin, expires, used)
VALUES (:token_hash, :session_hash, :event, :origin, :expires, NULL)
