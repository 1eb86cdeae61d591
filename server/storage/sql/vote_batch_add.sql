INSERT INTO vote_batch (event, number, first_seq, last_seq, at, root, previous, salt, key, signature)
VALUES (:event, :number, :first_seq, :last_seq, :at, :root, :previous, :salt, :key, :signature)
