SELECT id, login, roles, state, created, first_sign_in, version
FROM account WHERE login > :after ORDER BY login LIMIT :most
