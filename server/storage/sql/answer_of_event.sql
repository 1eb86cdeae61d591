SELECT event, element, round, voter, key, n, choice, body_hash, receipt, seq
FROM answer WHERE event = :event ORDER BY seq, element, round, voter
