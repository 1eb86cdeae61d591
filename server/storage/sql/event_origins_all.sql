SELECT id, origins FROM event WHERE origins <> '[]'
