SELECT id, sealed, proposer, created, expires, state FROM proposal
WHERE state = 'open' AND expires > :now ORDER BY created, id
