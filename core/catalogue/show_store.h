// Where shows, events, versions and the index of objects are kept. The contents of objects are files, not
// here.
//
// Thread-safe. Reads block for a moment on an own connection. Writes return at once; `done` is called on the
// store's thread after the durable commit, with a Failure when the world broke (then nothing was written).
#pragma once

#include "core/base/operation.h"
#include "core/catalogue/show.h"

#include <QList>

namespace icmp::catalogue {

struct NewShow {
    Operation operation;
    Show show;
    Event event;                   // its first; event.show is show.id
    QList<AccountId> members = {}; // who may run it beside the owner
};

struct NewVersion {
    Operation operation;
    QString show;
    QString publicRoot;
    QString privateRoot;
    qint64 base = 0; // the number of the version it was made from, 0 for the first
    AccountId actor;
    qint64 atMs = 0;
    QStringList objects = {}; // everything both roots need, the roots included
};

class ShowStore {
public:
    virtual ~ShowStore() = default;

    virtual Outcome<std::optional<Show>> show(const QString &id) = 0;
    virtual Outcome<QList<Show>> showsOf(AccountId account) = 0; // owned or member of; newest first
    virtual Outcome<QList<AccountId>> membersOf(const QString &show) = 0;
    virtual Outcome<std::optional<Event>> event(const QString &id) = 0;
    virtual Outcome<QList<Event>> eventsOf(const QString &show) = 0; // oldest first
    virtual Outcome<std::optional<Version>> currentVersion(const QString &show) = 0;
    virtual Outcome<QList<Version>> versionsOf(const QString &show) = 0; // by number
    virtual Outcome<std::optional<Object>> object(const QString &sha256) = 0;
    // Those of `hashes` (≤ limits::missingHashesMax) that are known, in no order.
    virtual Outcome<QList<Object>> objects(const QStringList &hashes) = 0;

    // The event created now, or by the same operation before (then with the first ids).
    // refuses  KeyReused, TooMany
    virtual void createShow(NewShow wanted, Done<Outcome<Result<Event>>> done) = 0;
    // Inserts the object, or moves `received` and `complete` of the known one forward; never back. A public
    // object stays public and a private one becomes public when offered as public. refuses  Conflict (another
    // size or type under this hash)
    virtual void recordObject(Object object, Done<Outcome<Result<Object>>> done) = 0;
    // Makes a version current: whole or not at all. The same operation again gives the first answer;
    // publishing the roots that are current already gives the current version. refuses  KeyReused, UnknownId
    // (show), Missing (an object is unknown or incomplete; place is its hash),
    //          Conflict (base is not the current version; detail is the current number), TooMany
    virtual void addVersion(NewVersion wanted, Done<Outcome<Result<Version>>> done) = 0;
    virtual void setMode(QString event, EventMode mode, Done<Outcome<Result<Event>>> done) = 0;
};

} // namespace icmp::catalogue
