UPDATE account_secret SET password = :password WHERE account = :account
