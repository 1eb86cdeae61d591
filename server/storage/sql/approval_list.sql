SELECT account, person, at FROM approval WHERE proposal = :proposal ORDER BY at, account
