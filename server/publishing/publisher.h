// Publishing: what is missing, taking it in, making shows, and committing a package as a show's current
// version, whole or not at all.
//
// Thread-safe; every function blocks for disk and database, so no event loop calls it.
#pragma once

#include "core/base/ports.h"
#include "core/catalogue/show_store.h"
#include "core/package/package.h"
#include "core/protocol/desk_message.h"
#include "server/publishing/object_files.h"

namespace icmp::publishing {

template <class T>
using Answer = Outcome<Result<T>>;

struct MissingObject {
    QString hash;
    qint64 offset = 0; // where to go on
};

struct Upload {
    QString hash;
    QString type; // media type, without parameters
    protocol::ContentRange range;
    QByteArray bytes;
    AccountId account;
};

struct Received {
    qint64 offset = 0;
    bool complete = false;
};

struct Committed {
    catalogue::Version version;
    QString title;
    qint64 bytes = 0; // of all objects together
    qsizetype objects = 0;
    QStringList events; // of the show
};

class Publisher {
public:
    // All outlive the publisher.
    Publisher(ObjectFiles &files, catalogue::ShowStore &shows, Clock &clock, Random &random)
        : m_files(files), m_shows(shows), m_clock(clock), m_random(random)
    {
    }

    Answer<QList<MissingObject>> missing(const QStringList &hashes);
    // refuses  WrongType (not on the allow-list, or the first bytes are something else), OutOfRange (the body
    // is not as
    //          long as the range says), Conflict (place: the right offset), BadHash
    Answer<Received> put(const Upload &upload);
    // The show's first event. refuses  KeyReused, TooMany, and as checkedTitle
    Answer<catalogue::Event> createShow(const protocol::ShowBody &body, AccountId owner,
                                        QList<AccountId> members = {});
    // refuses  UnknownId (show), Conflict (base; detail is the current number), Missing (an object), what
    // package::open
    //          refuses, WrongType (an object is not what the package says), TooMany, KeyReused
    Answer<Committed> addVersion(const QString &show, const protocol::VersionBody &body, AccountId actor);

private:
    Answer<Committed> check(const QString &show, const protocol::VersionBody &body);
    Answer<void> checkFiles(const package::Package &opened, Committed &checked);
    Answer<void> makePublic(const QStringList &hashes);

    ObjectFiles &m_files;
    catalogue::ShowStore &m_shows;
    Clock &m_clock;
    Random &m_random;
};

} // namespace icmp::publishing
