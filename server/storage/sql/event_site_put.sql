INSERT INTO event_site (event, name, key, at) VALUES (:event, :name, :key, :at)
ON CONFLICT (event, name) DO UPDATE SET key = excluded.key, at = excluded.at
