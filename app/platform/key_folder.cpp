#include "app/platform/key_folder.h"

#include "app/platform/files.h"

#include <QDir>
#include <QRegularExpression>

namespace icmp::platform {

namespace {

constexpr int keyBytes = 32;

bool isKeyId(const QString &id)
{
    static const QRegularExpression form(QStringLiteral("\\A[a-z][a-z0-9-]{0,24}-[1-9][0-9]{0,5}\\z"));
    return form.match(id).hasMatch();
}

// The number in "<purpose>-<number>.key"; 0 in every other name.
int numberOf(const QString &fileName, const QString &purpose)
{
    const QString id = fileName.chopped(4);
    const QString number = id.mid(purpose.size() + 1);
    return isKeyId(id) && id == purpose + u'-' + number ? number.toInt() : 0;
}

} // namespace

Outcome<NamedKey> KeyFolder::load(const QString &id)
{
    const auto loaded = m_loaded.constFind(id);
    if (loaded != m_loaded.constEnd())
        return *loaded;
    const QString path = QDir(m_folder).filePath(id + QStringLiteral(".key"));
    const auto bytes = isKeyId(id) ? readWhole(path, keyBytes, Mode::OwnerReads)
                                   : fail(QStringLiteral("There is no key \"%1\".").arg(id));
    if (!bytes)
        return tl::unexpected(bytes.error());
    if (bytes->size() != keyBytes)
        return fail(QStringLiteral("The key %1 is damaged.").arg(path),
                    QStringLiteral("Restore it from the escrow."));
    return *m_loaded.insert(id, {id, *bytes});
}

Outcome<NamedKey> KeyFolder::byId(const QString &id)
{
    const std::lock_guard lock(m_mutex);
    return load(id);
}

Outcome<NamedKey> KeyFolder::current(const QString &purpose)
{
    const std::lock_guard lock(m_mutex);
    QString &id = m_currentIds[purpose];
    if (!id.isEmpty())
        return load(id);
    int highest = 0;
    for (const QString &name : QDir(m_folder).entryList({purpose + QStringLiteral("-*.key")}, QDir::Files))
        highest = std::max(highest, numberOf(name, purpose));
    if (highest == 0) {
        if (const auto folder = makePrivateFolder(m_folder); !folder)
            return tl::unexpected(folder.error());
        highest = 1;
        const QString path = QDir(m_folder).filePath(purpose + QStringLiteral("-1.key"));
        // Whoever made it first has made the right one.
        if (const auto made = createWhole(path, m_random.bytes(keyBytes), Mode::OwnerReads); !made)
            return tl::unexpected(made.error());
    }
    id = QStringLiteral("%1-%2").arg(purpose).arg(highest);
    return load(id);
}

} // namespace icmp::platform
