UPDATE proposal SET state = :state WHERE id = :id AND state = 'open'
