UPDATE event SET taken_down = :at, version = version + 1 WHERE id = :id
