SELECT count(*) FROM account WHERE ' ' || roles || ' ' LIKE :pattern
