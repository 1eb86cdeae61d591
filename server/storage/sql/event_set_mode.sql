UPDATE event SET mode = :mode WHERE id = :id
