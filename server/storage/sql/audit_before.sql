SELECT number, at, actor, action, object, result, hash, format, session, node, before_digest, after_digest,
    intent, proof
FROM audit WHERE number < :before ORDER BY number DESC LIMIT :most
