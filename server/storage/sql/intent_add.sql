INSERT INTO intent (id, proposal, account, session_hash, nonce, created, expires, tries, state)
VALUES (:id, :proposal, :account, :session_hash, :nonce, :created, :expires, 0, 'pending')
