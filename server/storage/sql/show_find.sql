SELECT id, owner, title, created FROM show WHERE id = :id
