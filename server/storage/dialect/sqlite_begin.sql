-- Takes the write lock at once, so that another process waits here and not in the middle.
BEGIN IMMEDIATE;
