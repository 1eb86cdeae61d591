SELECT key FROM event_site WHERE event = :event AND name = :name
