SELECT id, owner, title, created FROM show
WHERE owner = :account OR id IN (SELECT show FROM show_member WHERE account = :account)
ORDER BY created DESC, id LIMIT :most
