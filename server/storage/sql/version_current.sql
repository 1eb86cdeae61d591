SELECT show, number, public_root, private_root, at, actor, current
FROM version WHERE show = :show AND current = 1
