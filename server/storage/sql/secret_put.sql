INSERT INTO account_secret (account, password, totp_seed, last_step, wrong_in_a_row, paused_until)
VALUES (:account, :password, :totp_seed, :last_step, :wrong_in_a_row, :paused_until)
ON CONFLICT (account) DO UPDATE SET password = excluded.password, totp_seed = excluded.totp_seed,
    last_step = excluded.last_step, wrong_in_a_row = excluded.wrong_in_a_row,
    paused_until = excluded.paused_until
