INSERT INTO event_voter (event, code_hash, at) VALUES (:event, :code_hash, :at)
ON CONFLICT (event, code_hash) DO NOTHING
