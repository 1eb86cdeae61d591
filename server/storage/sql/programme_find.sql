SELECT event, source, loop_object, key_hash, passphrase, encoder_offset, max_delay, changed FROM programme WHERE event = :event
