// The show store on the installation's database.
#pragma once

#include "core/catalogue/show_store.h"
#include "server/storage/database.h"

namespace icmp::storage {

class SqlShowStore : public catalogue::ShowStore {
public:
    // The database outlives the store.
    explicit SqlShowStore(Database &database) : m_database(database) {}

    Outcome<std::optional<catalogue::Show>> show(const QString &id) override;
    Outcome<QList<catalogue::Show>> showsOf(AccountId account) override;
    Outcome<QList<AccountId>> membersOf(const QString &show) override;
    Outcome<std::optional<catalogue::Event>> event(const QString &id) override;
    Outcome<QList<catalogue::Event>> eventsOf(const QString &show) override;
    Outcome<std::optional<catalogue::Version>> currentVersion(const QString &show) override;
    Outcome<QList<catalogue::Version>> versionsOf(const QString &show) override;
    Outcome<std::optional<catalogue::Object>> object(const QString &sha256) override;
    Outcome<QList<catalogue::Object>> objects(const QStringList &hashes) override;

    void createShow(catalogue::NewShow wanted, Done<Outcome<Result<catalogue::Event>>> done) override;
    void recordObject(catalogue::Object object, Done<Outcome<Result<catalogue::Object>>> done) override;
    void addVersion(catalogue::NewVersion wanted, Done<Outcome<Result<catalogue::Version>>> done) override;
    void setMode(QString event, catalogue::EventMode mode,
                 Done<Outcome<Result<catalogue::Event>>> done) override;

private:
    Database &m_database;
};

} // namespace icmp::storage
