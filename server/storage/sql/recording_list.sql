SELECT event, id, object, bytes, at FROM recording WHERE event = :event ORDER BY at DESC, id DESC LIMIT 1000
