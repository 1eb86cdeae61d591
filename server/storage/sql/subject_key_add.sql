INSERT INTO subject_key (account, wrapped, created) VALUES (:account, :wrapped, :created)
