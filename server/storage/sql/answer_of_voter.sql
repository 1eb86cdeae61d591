SELECT element, round, voter, n, choice, seq
FROM answer WHERE event = :event AND voter = :voter ORDER BY element, round
