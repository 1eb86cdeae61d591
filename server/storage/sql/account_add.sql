INSERT INTO account (id, login, roles, state, created, first_sign_in, version)
VALUES (:id, :login, :roles, :state, :created, :first_sign_in, :version)
ON CONFLICT (login) DO NOTHING
