INSERT INTO session (token_hash, account, kind, device, second_factor, created, last_seen, expires, ended)
VALUES (:token_hash, :account, :kind, :device, :second_factor, :created, :last_seen, :expires, NULL)
