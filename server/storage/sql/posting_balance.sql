SELECT CAST(coalesce(sum(p.amount), 0) AS BIGINT) FROM posting p JOIN journal j ON j.number = p.journal
WHERE p.account = :account AND j.unit = :unit
