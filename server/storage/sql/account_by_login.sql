SELECT id, login, roles, state, created, first_sign_in, version
FROM account WHERE login = :login
