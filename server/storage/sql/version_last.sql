SELECT max(number) FROM version WHERE show = :show
