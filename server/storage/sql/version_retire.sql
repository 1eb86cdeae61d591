UPDATE version SET current = 0 WHERE show = :show AND current = 1
