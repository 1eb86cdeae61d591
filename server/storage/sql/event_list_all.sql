SELECT e.id, s.title, s.owner, e.mode, e.created, e.taken_down
FROM event AS e JOIN show AS s ON s.id = e.show
WHERE e.created < :before ORDER BY e.created DESC LIMIT :most
