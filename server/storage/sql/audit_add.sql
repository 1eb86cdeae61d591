INSERT INTO audit (number, at, actor, action, object, result, hash, format, session, node, before_digest,
    after_digest, intent, proof)
VALUES (:number, :at, :actor, :action, :object, :result, :hash, :format, :session, :node, :before_digest,
    :after_digest, :intent, :proof)
