INSERT INTO vote (ballot, voter, n, choice, seq) VALUES (:ballot, :voter, :n, :choice, :seq)
ON CONFLICT (ballot, voter) DO UPDATE SET n = excluded.n, choice = excluded.choice, seq = excluded.seq
WHERE excluded.n > vote.n
