INSERT INTO posting (journal, leg, account, amount) VALUES (:journal, :leg, :account, :amount)
