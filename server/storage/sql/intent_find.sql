SELECT id, proposal, account, session_hash, nonce, created, expires, tries, state FROM intent WHERE id = :id
