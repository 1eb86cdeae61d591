INSERT INTO ballot (id, event, element, round)
SELECT coalesce(max(id), 0) + 1, CAST(:event AS TEXT), CAST(:element AS TEXT), CAST(:round AS BIGINT) FROM ballot
