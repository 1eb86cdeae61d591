SELECT wrapped FROM subject_key WHERE account = :account
