INSERT INTO object (sha256, bytes, type, visibility, received, complete, owner, at)
VALUES (:sha256, :bytes, :type, :visibility, :received, :complete, :owner, :at)
ON CONFLICT (sha256) DO UPDATE SET visibility = excluded.visibility, received = excluded.received,
    complete = excluded.complete
