SELECT element, round, choice, count(*) FROM answer
WHERE event = :event GROUP BY element, round, choice ORDER BY element, round, choice
