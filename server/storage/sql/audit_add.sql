INSERT INTO audit (number, at, actor, action, object, result, hash)
VALUES (:number, :at, :actor, :action, :object, :result, :hash)
