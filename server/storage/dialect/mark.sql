SAVEPOINT command;
