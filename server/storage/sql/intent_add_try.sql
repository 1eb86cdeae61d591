UPDATE intent SET tries = tries + :more WHERE id = :id AND state = 'pending'
