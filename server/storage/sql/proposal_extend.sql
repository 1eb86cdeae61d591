UPDATE proposal SET expires = :expires WHERE id = :id
