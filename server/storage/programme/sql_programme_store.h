// The programme store on the installation's database.
#pragma once

#include "core/catalogue/programme_store.h"
#include "server/storage/database.h"
#include "server/storage/field_cipher.h"

namespace icmp::storage {

class SqlProgrammeStore : public catalogue::ProgrammeStore {
public:
    // All outlive the store. Passphrases lie under the installation's key.
    SqlProgrammeStore(Database &database, KeyProvider &keys, Random &random)
        : m_database(database), m_keys(keys), m_random(random)
    {
    }

    Outcome<QList<catalogue::ProgrammeSettings>> all() override;
    Outcome<std::optional<catalogue::ProgrammeSettings>> find(const QString &event) override;
    Outcome<void> put(const catalogue::ProgrammeSettings &settings) override;
    Outcome<void> addFilm(const catalogue::RecordedFilm &film) override;
    Outcome<QList<catalogue::RecordedFilm>> films(const QString &event) override;

private:
    struct Row;
    static Row readRow(const Cursor &cursor);
    Outcome<catalogue::ProgrammeSettings> open(const Row &row);

    Database &m_database;
    KeyProvider &m_keys;
    Random &m_random;
};

} // namespace icmp::storage
