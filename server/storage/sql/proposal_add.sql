INSERT INTO proposal (id, hash, sealed, proposer, created, expires, state)
VALUES (:id, :hash, :sealed, :proposer, :created, :expires, 'open')
