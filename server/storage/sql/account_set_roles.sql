UPDATE account SET roles = :roles, version = version + 1 WHERE id = :id
