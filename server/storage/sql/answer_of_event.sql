SELECT element, round, voter, n, choice, seq
FROM answer WHERE event = :event ORDER BY seq, element, round, voter
