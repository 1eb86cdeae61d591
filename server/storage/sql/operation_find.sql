SELECT request_hash, result FROM operation WHERE op_id = :op_id
