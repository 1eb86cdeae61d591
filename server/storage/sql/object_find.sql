SELECT sha256, bytes, type, visibility, received, complete, owner, at
FROM object WHERE sha256 = :sha256
