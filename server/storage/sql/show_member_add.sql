INSERT INTO show_member (show, account, since) VALUES (:show, :account, :since)
