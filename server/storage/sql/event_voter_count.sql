SELECT count(*) FROM event_voter WHERE event = :event
