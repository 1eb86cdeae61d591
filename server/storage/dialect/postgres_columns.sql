SELECT table_name::text, column_name::text FROM information_schema.columns
WHERE table_schema = 'public' ORDER BY 1, 2;
