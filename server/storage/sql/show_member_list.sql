SELECT account FROM show_member WHERE show = :show ORDER BY account
