INSERT INTO recording (event, id, object, bytes, at) VALUES (:event, :id, :object, :bytes, :at)
ON CONFLICT (event, id) DO UPDATE SET object = excluded.object, bytes = excluded.bytes, at = excluded.at
