INSERT INTO show (id, owner, title, created) VALUES (:id, :owner, :title, :created)
