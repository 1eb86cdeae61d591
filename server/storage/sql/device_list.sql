SELECT id, account, public_key, name, created, revoked FROM device_key
WHERE account = :account AND revoked IS NULL ORDER BY created, id
