INSERT INTO fact (event, seq, at, kind, body) VALUES (:event, :seq, :at, :kind, :body)
