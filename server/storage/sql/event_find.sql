SELECT id, show, mode, origins, created FROM event WHERE id = :id
