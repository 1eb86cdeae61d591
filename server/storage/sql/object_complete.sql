SELECT sha256 FROM object WHERE complete = 1 ORDER BY sha256
