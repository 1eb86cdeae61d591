SELECT account, amount FROM posting WHERE journal = :journal ORDER BY leg
