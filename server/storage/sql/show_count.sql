SELECT count(*) FROM show WHERE owner = :owner
