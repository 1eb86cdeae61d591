SELECT event, seq, at, kind, body FROM fact
WHERE event = :event AND seq > :seq ORDER BY seq LIMIT :most
