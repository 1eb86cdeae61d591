#include "studio/publish/comparison.h"

#include <QPointer>

namespace icmp::publish {

using remote::Remote;
using remote::Reply;

void Comparison::start(const QString &show, const package::Frozen &mine, Compared then)
{
    cancel();
    m_then = std::move(then);
    m_myRoot = mine.publicRoot;
    m_root.clear();
    m_wanted.clear();
    m_objects.clear();
    for (const package::Piece &piece : mine.pieces)
        m_objects.insert(piece.hash, piece.bytes);
    const qint64 run = m_run;
    m_pending =
        m_link.rest().get(QStringLiteral("/v1/shows/") + show,
                          [this, run, alive = QPointer<Comparison>(this)](const Remote<Reply> &reply) {
                              if (!alive || run != m_run)
                                  return;
                              if (!reply)
                                  return giveUp(reply.error().sentence);
                              m_root = reply->json.value(QLatin1String("root")).toString();
                              if (m_root.isEmpty())
                                  return finish();
                              if (!m_objects.contains(m_root))
                                  m_wanted.append(m_root);
                              fetchNext();
                          });
}

void Comparison::cancel()
{
    ++m_run;
    m_pending.cancel();
}

void Comparison::giveUp(const QString &sentence)
{
    ++m_run;
    m_then(fail(sentence));
}

// The root first, then the parts of it that mine does not share.
void Comparison::fetchNext()
{
    if (m_wanted.isEmpty())
        return finish();
    const QString hash = m_wanted.takeFirst();
    const qint64 run = m_run;
    m_pending =
        m_link.rest().get(QStringLiteral("/o/") + hash,
                          [this, run, hash, alive = QPointer<Comparison>(this)](const Remote<Reply> &reply) {
                              if (!alive || run != m_run)
                                  return;
                              if (!reply)
                                  return giveUp(reply.error().sentence);
                              m_objects.insert(hash, reply->body);
                              if (hash == m_root) {
                                  const auto parts = partsOf(reply->body);
                                  if (!parts)
                                      return giveUp(tr("What is published now cannot be read."));
                                  for (const QString &part : *parts) {
                                      if (!m_objects.contains(part))
                                          m_wanted.append(part);
                                  }
                              }
                              fetchNext();
                          });
}

void Comparison::finish()
{
    ++m_run;
    if (m_root.isEmpty())
        return m_then(Difference{});
    const auto read = [this](const QString &hash) -> std::optional<QByteArray> {
        const auto found = m_objects.constFind(hash);
        return found == m_objects.constEnd() ? std::nullopt : std::optional(*found);
    };
    const auto theirs = package::open(m_root, {}, read);
    const auto mine = package::open(m_myRoot, {}, read);
    if (!theirs || !mine)
        return m_then(fail(tr("What is published now cannot be read."),
                           tr("It may come from a newer version of the studio.")));
    m_then(differenceOf(*theirs, *mine));
}

} // namespace icmp::publish
