// Rows of show, show_member, event, version, object, object_use and operation, within the caller's
// transaction.
#pragma once

#include "core/base/operation.h"
#include "core/catalogue/show.h"
#include "server/storage/connection.h"

#include <QList>

namespace icmp::storage {

class ShowTable {
public:
    explicit ShowTable(Connection &connection) : m_connection(connection) {}

    Outcome<void> add(const catalogue::Show &show);
    Outcome<std::optional<catalogue::Show>> find(const QString &id);
    Outcome<QList<catalogue::Show>> listOf(AccountId account);
    Outcome<qint64> countOf(AccountId owner);
    Outcome<void> addMember(const QString &show, AccountId account, qint64 sinceMs);
    Outcome<QList<AccountId>> members(const QString &show);

    Outcome<void> addEvent(const catalogue::Event &event);
    Outcome<std::optional<catalogue::Event>> event(const QString &id);
    Outcome<QList<catalogue::Event>> events(const QString &show);
    Outcome<void> setMode(const QString &event, catalogue::EventMode mode);

    Outcome<std::optional<catalogue::Version>> current(const QString &show);
    Outcome<QList<catalogue::Version>> versions(const QString &show);
    Outcome<qint64> lastNumber(const QString &show);
    // Becomes the current one; the one before it stays in the list.
    Outcome<void> addCurrent(const catalogue::Version &version);

    Outcome<std::optional<catalogue::Object>> object(const QString &sha256);
    Outcome<void> putObject(const catalogue::Object &object);
    Outcome<void> addUse(const QString &root, const QString &object);

private:
    Connection &m_connection;
};

// What an operation gave when it was done before; nothing when it is new.
// refuses  KeyReused
Outcome<Result<std::optional<QString>>> knownResult(Connection &connection, const Operation &operation);
Outcome<void> remember(Connection &connection, const Operation &operation, const QString &result,
                       qint64 atMs);

} // namespace icmp::storage
