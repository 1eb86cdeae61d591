INSERT INTO event (id, show, mode, origins, created)
VALUES (:id, :show, :mode, :origins, :created)
