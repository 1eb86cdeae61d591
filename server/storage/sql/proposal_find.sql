SELECT id, sealed, proposer, created, expires, state FROM proposal WHERE id = :id
