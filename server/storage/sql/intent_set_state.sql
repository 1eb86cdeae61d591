UPDATE intent SET state = :state WHERE id = :id AND state = 'pending'
