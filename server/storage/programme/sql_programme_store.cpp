#include "server/storage/programme/sql_programme_store.h"

#include <iterator>

namespace icmp::storage {

using namespace catalogue;

namespace {

const QString keyPurpose = QStringLiteral("field");
constexpr const char *sourceKeys[] = {"none", "loop", "ingest"};

QString keyOf(ProgrammeSource source)
{
    return QString::fromLatin1(sourceKeys[int(source)]);
}

ProgrammeSource sourceOf(const QString &key)
{
    for (int i = 0; i < int(std::size(sourceKeys)); ++i) {
        if (key == QLatin1String(sourceKeys[i]))
            return ProgrammeSource(i);
    }
    return ProgrammeSource::None;
}

// Qt binds a text that was never set as NULL, which the columns refuse.
QString stored(const QString &text)
{
    return text.isNull() ? QLatin1String("") : text;
}

FieldPlace passphrasePlace(const QString &event)
{
    return {"programme", "passphrase", event};
}

RecordedFilm readFilm(const Cursor &cursor)
{
    return {cursor.text(0), cursor.text(1), cursor.text(2), cursor.number(3), cursor.number(4)};
}

} // namespace

struct SqlProgrammeStore::Row {
    ProgrammeSettings settings;
    QByteArray sealed;
};

SqlProgrammeStore::Row SqlProgrammeStore::readRow(const Cursor &cursor)
{
    return {{cursor.text(0),
             sourceOf(cursor.text(1)),
             cursor.text(2),
             cursor.text(3),
             {},
             cursor.number(5),
             cursor.number(6),
             cursor.number(7)},
            cursor.bytes(4)};
}

Outcome<ProgrammeSettings> SqlProgrammeStore::open(const Row &row)
{
    ProgrammeSettings settings = row.settings;
    if (row.sealed.isEmpty())
        return settings;
    const auto key = m_keys.byId(keyIdOf(row.sealed));
    if (!key)
        return tl::unexpected(key.error());
    const auto plain = unseal(*key, passphrasePlace(settings.event), row.sealed);
    if (!plain)
        return tl::unexpected(plain.error());
    settings.passphrase = QString::fromUtf8(*plain);
    return settings;
}

Outcome<QList<ProgrammeSettings>> SqlProgrammeStore::all()
{
    QList<Row> rows;
    const auto read = m_database.read([&](Connection &connection) -> Outcome<void> {
        auto listed = connection.list("programme_list", {}, readRow);
        if (!listed)
            return tl::unexpected(listed.error());
        rows = std::move(*listed);
        return {};
    });
    if (!read)
        return tl::unexpected(read.error());
    QList<ProgrammeSettings> all;
    for (const Row &row : std::as_const(rows)) {
        const auto settings = open(row);
        if (!settings)
            return tl::unexpected(settings.error());
        all.append(*settings);
    }
    return all;
}

Outcome<std::optional<ProgrammeSettings>> SqlProgrammeStore::find(const QString &event)
{
    std::optional<Row> row;
    const auto read = m_database.read([&](Connection &connection) -> Outcome<void> {
        auto found = connection.first("programme_find", {{":event", event}}, readRow);
        if (!found)
            return tl::unexpected(found.error());
        row = std::move(*found);
        return {};
    });
    if (!read)
        return tl::unexpected(read.error());
    if (!row)
        return std::optional<ProgrammeSettings>();
    const auto settings = open(*row);
    if (!settings)
        return tl::unexpected(settings.error());
    return std::optional(*settings);
}

Outcome<void> SqlProgrammeStore::put(const ProgrammeSettings &settings)
{
    QByteArray sealed;
    if (!settings.passphrase.isEmpty()) {
        const auto key = m_keys.current(keyPurpose);
        if (!key)
            return tl::unexpected(key.error());
        sealed = seal(*key, passphrasePlace(settings.event), settings.passphrase.toUtf8(), m_random);
    }
    return m_database.write([&](Connection &connection) -> Outcome<Verdict> {
        const auto put = connection.run("programme_put", {{":event", settings.event},
                                                          {":source", keyOf(settings.source)},
                                                          {":loop", stored(settings.loop)},
                                                          {":key_hash", stored(settings.keyHash)},
                                                          {":passphrase", sealed},
                                                          {":encoder_offset", settings.encoderOffsetMs},
                                                          {":max_delay", settings.maxDelayMs},
                                                          {":changed", settings.changedMs}});
        return put ? Outcome<Verdict>(Verdict::Keep) : tl::unexpected(put.error());
    });
}

Outcome<void> SqlProgrammeStore::addFilm(const RecordedFilm &film)
{
    return m_database.write([&](Connection &connection) -> Outcome<Verdict> {
        const auto put = connection.run("recording_put", {{":event", film.event},
                                                          {":id", film.id},
                                                          {":object", film.object},
                                                          {":bytes", film.bytes},
                                                          {":at", film.atMs}});
        return put ? Outcome<Verdict>(Verdict::Keep) : tl::unexpected(put.error());
    });
}

Outcome<QList<RecordedFilm>> SqlProgrammeStore::films(const QString &event)
{
    QList<RecordedFilm> films;
    const auto read = m_database.read([&](Connection &connection) -> Outcome<void> {
        auto listed = connection.list("recording_list", {{":event", event}}, readFilm);
        if (!listed)
            return tl::unexpected(listed.error());
        films = std::move(*listed);
        return {};
    });
    if (!read)
        return tl::unexpected(read.error());
    return films;
}

} // namespace icmp::storage
