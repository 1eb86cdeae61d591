INSERT INTO answer (event, element, round, voter, key, n, choice, body_hash, receipt, seq)
VALUES (:event, :element, :round, :voter, :key, :n, :choice, :body_hash, :receipt, :seq)
ON CONFLICT (event, element, round, voter) DO UPDATE SET key = excluded.key, n = excluded.n,
    choice = excluded.choice, body_hash = excluded.body_hash, receipt = excluded.receipt, seq = excluded.seq
WHERE excluded.n > answer.n
