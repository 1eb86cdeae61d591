UPDATE device_key SET revoked = :at WHERE account = :account AND revoked IS NULL
