SELECT CASE WHEN person = 0 THEN id ELSE person END FROM account WHERE id = :id
