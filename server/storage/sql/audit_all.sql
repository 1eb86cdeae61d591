SELECT number, at, actor, action, object, result, hash FROM audit ORDER BY number
