SELECT count(*) FROM event_voter WHERE event = :event AND code_hash = :code_hash
