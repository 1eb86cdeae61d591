UPDATE account_secret SET last_step = :step, wrong_in_a_row = 0, paused_until = 0
WHERE account = :account AND last_step < :step
