INSERT INTO device_key (id, account, public_key, name, created)
VALUES (:id, :account, :public_key, :name, :created) ON CONFLICT DO NOTHING
