UPDATE account SET first_sign_in = :at WHERE id = :id AND first_sign_in IS NULL
