INSERT INTO operation (op_id, request_hash, result, at)
VALUES (:op_id, :request_hash, :result, :at)
