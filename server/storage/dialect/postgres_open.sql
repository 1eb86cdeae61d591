SET synchronous_commit = on;
SET client_min_messages = warning;
