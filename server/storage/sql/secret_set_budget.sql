UPDATE account_secret SET wrong_in_a_row = :wrong_in_a_row, paused_until = :paused_until
WHERE account = :account
