SELECT count(*) FROM account
WHERE ' ' || roles || ' ' LIKE :pattern AND state = 'active' AND first_sign_in IS NOT NULL
