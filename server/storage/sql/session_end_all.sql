UPDATE session SET ended = :at WHERE account = :account AND ended IS NULL
