INSERT INTO version (show, number, public_root, private_root, at, actor, current)
VALUES (:show, :number, :public_root, :private_root, :at, :actor, 1)
