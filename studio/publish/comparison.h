// Fetches what is published now and compares it with what would be: before a dry run ends, and when somebody
// else published meanwhile.
#pragma once

#include "studio/publish/difference.h"
#include "studio/remote/server_link.h"

#include <QHash>
#include <QObject>

namespace icmp::publish {

class Comparison : public QObject {
    Q_OBJECT
public:
    // The link outlives it.
    explicit Comparison(remote::ServerLink &link, QObject *parent = nullptr) : QObject(parent), m_link(link)
    {
    }

    // `mine` frozen; `then` is told once, unless cancelled: a sentence when it could not be compared, and an
    // empty difference when nothing was published yet.
    using Compared = std::function<void(const Outcome<Difference> &)>;
    void start(const QString &show, const package::Frozen &mine, Compared then);
    void cancel();

private:
    void fetchNext();
    void finish();
    void giveUp(const QString &sentence);

    remote::ServerLink &m_link;
    Compared m_then;
    QString m_root, m_myRoot;
    QHash<QString, QByteArray> m_objects; // mine, then what was fetched
    QStringList m_wanted;
    remote::Pending m_pending;
    qint64 m_run = 0;
};

} // namespace icmp::publish
