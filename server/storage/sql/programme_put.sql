INSERT INTO programme (event, source, loop_object, key_hash, passphrase, encoder_offset, max_delay, changed)
VALUES (:event, :source, :loop, :key_hash, :passphrase, :encoder_offset, :max_delay, :changed)
ON CONFLICT (event) DO UPDATE SET source = excluded.source, loop_object = excluded.loop_object,
    key_hash = excluded.key_hash, passphrase = excluded.passphrase, encoder_offset = excluded.encoder_offset,
    max_delay = excluded.max_delay, changed = excluded.changed
