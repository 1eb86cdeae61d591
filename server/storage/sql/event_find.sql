SELECT id, show, mode, origins, created FROM event WHERE id = :id AND taken_down = 0
