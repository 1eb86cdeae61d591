SELECT count(*) FROM event_site WHERE event = :event
