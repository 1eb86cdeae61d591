INSERT INTO journal (number, id, kind, unit, at, hash) VALUES (:number, :id, :kind, :unit, :at, :hash)
