UPDATE account SET person = :person WHERE id = :id
