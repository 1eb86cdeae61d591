INSERT INTO recovery_code (account, code_hash, used) VALUES (:account, :code_hash, NULL)
