SELECT number, first_seq, last_seq, at, root, previous, salt, key, signature FROM vote_batch
WHERE event = :event AND number > :number ORDER BY number LIMIT :most
