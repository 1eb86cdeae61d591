UPDATE device_key SET revoked = :at WHERE id = :id AND account = :account AND revoked IS NULL
