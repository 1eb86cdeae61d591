INSERT INTO schema_version (version, digest) VALUES (:version, :digest)
