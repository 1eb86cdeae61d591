SELECT id FROM ballot WHERE event = :event AND element = :element AND round = :round
