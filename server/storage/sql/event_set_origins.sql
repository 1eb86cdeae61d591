UPDATE event SET origins = :origins WHERE id = :id
