SELECT password, totp_seed, last_step, wrong_in_a_row, paused_until
FROM account_secret WHERE account = :account
