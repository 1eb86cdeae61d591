UPDATE recovery_code SET used = :at
WHERE account = :account AND code_hash = :code_hash AND used IS NULL
