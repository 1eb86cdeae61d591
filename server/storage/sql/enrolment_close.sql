UPDATE enrolment SET used = :at WHERE account = :account AND used IS NULL
