INSERT INTO object_use (root, object) VALUES (:root, :object)
ON CONFLICT (root, object) DO NOTHING
