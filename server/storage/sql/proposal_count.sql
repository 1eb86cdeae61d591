SELECT COUNT(*) FROM proposal WHERE state = 'open' AND expires > :now
