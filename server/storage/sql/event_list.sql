SELECT id, show, mode, origins, created FROM event WHERE show = :show ORDER BY created, id
