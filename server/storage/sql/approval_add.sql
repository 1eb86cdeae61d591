INSERT INTO approval (proposal, person, account, at) VALUES (:proposal, :person, :account, :at)
ON CONFLICT DO NOTHING
