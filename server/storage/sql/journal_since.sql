SELECT number, id, kind, unit, at, hash FROM journal WHERE number > :number ORDER BY number LIMIT :most
