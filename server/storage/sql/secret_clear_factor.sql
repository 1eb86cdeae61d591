UPDATE account_secret SET totp_seed = NULL, last_step = 0, wrong_in_a_row = 0, paused_until = 0
WHERE account = :account
