SELECT max(seq) FROM fact WHERE event = :event
