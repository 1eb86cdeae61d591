SELECT e.taken_down, e.version, s.title FROM event AS e JOIN show AS s ON s.id = e.show WHERE e.id = :id
