SELECT event, element, round, voter, key, n, choice, body_hash, receipt, seq
FROM answer WHERE event = :event AND voter = :voter ORDER BY element, round
