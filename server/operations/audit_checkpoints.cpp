#include "server/operations/audit_checkpoints.h"

#include "core/base/hash.h"

#include <QDir>
#include <QFile>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace icmp::operations {

namespace {

const QString logName = QStringLiteral("/audit-checkpoints.log");
const QString keyName = QStringLiteral("/audit.pub");
constexpr int keyTextMax = 64;

tl::unexpected<Failure> failed(const QString &path)
{
    return fail(QStringLiteral("The audit's checkpoint could not be written to %1: %2.")
                    .arg(path, QString::fromLocal8Bit(strerror(errno))),
                QStringLiteral("Check that the folder is there and has room."));
}

// Whole and on the disk, or the file is as it was for a reader: a half line is no checkpoint.
Outcome<void> appendLine(const QString &path, const QByteArray &line)
{
    const int file =
        ::open(QFile::encodeName(path).constData(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    if (file < 0)
        return failed(path);
    char end = '\n';
    const off_t size = ::lseek(file, 0, SEEK_END);
    if (size > 0)
        (void)!::pread(file, &end, 1, size - 1);
    // What a crash left half stays a line of its own.
    const QByteArray whole = end == '\n' ? line : '\n' + line;
    const bool written = ::write(file, whole.constData(), size_t(whole.size())) == ssize_t(whole.size());
    const bool synced = written && ::fsync(file) == 0;
    const int error = errno;
    ::close(file);
    errno = error;
    return synced ? Outcome<void>() : failed(path);
}

Outcome<void> keepKey(const QString &path, const QByteArray &key)
{
    QFile file(path);
    if (file.exists())
        return {};
    if (!file.open(QIODevice::WriteOnly) || file.write(toBase64Url(key).toLatin1() + '\n') < 0)
        return failed(path);
    return {};
}

} // namespace

AuditCheckpoints::AuditCheckpoints(Ports ports, QStringList folders, int everyMs)
    : m_ports(std::move(ports)), m_folders(std::move(folders)), m_everyMs(everyMs),
      m_thread(&AuditCheckpoints::run, this)
{
}

AuditCheckpoints::~AuditCheckpoints()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
    }
    m_wake.notify_all();
    m_thread.join();
}

Outcome<void> AuditCheckpoints::write()
{
    const std::lock_guard lock(m_writing);
    const auto head = m_ports.head();
    if (!head)
        return tl::unexpected(head.error());
    if (head->number <= m_last)
        return {};
    identity::Checkpoint checkpoint{head->number, head->hash, m_ports.clock.nowMs()};
    checkpoint.signature = m_ports.signer.sign(identity::signedBytes(checkpoint));
    Outcome<void> all;
    for (const QString &folder : m_folders) {
        Outcome<void> one;
        if (!QDir().mkpath(folder))
            one = failed(folder);
        if (one)
            one = keepKey(folder + keyName, m_ports.signer.publicKey());
        if (one)
            one = appendLine(folder + logName, identity::lineOf(checkpoint));
        if (!one)
            all = one;
    }
    if (all)
        m_last = head->number;
    return all;
}

void AuditCheckpoints::run()
{
    bool stopping = false;
    while (!stopping) {
        {
            std::unique_lock lock(m_mutex);
            m_wake.wait_for(lock, std::chrono::milliseconds(m_everyMs), [this] { return m_stopping; });
            stopping = m_stopping;
        }
        if (const auto written = write(); !written)
            m_ports.note(written.error().what + u' ' + written.error().advice);
    }
}

Outcome<QList<identity::Checkpoint>> checkpointsOf(const QString &folder)
{
    QFile file(folder + logName);
    if (!file.open(QIODevice::ReadOnly) || file.size() > checkpointFileMax)
        return fail(QStringLiteral("There are no checkpoints in %1.").arg(folder),
                    QStringLiteral("Name the folder that the server was started with."));
    QList<identity::Checkpoint> found;
    while (!file.atEnd()) {
        const QByteArray line = file.readLine(identity::checkpointLineMax + 2);
        const auto checkpoint = identity::checkpointFromLine(line);
        if (checkpoint)
            found.append(*checkpoint);
        else if (line.trimmed().endsWith('}'))
            return fail(QStringLiteral("A line of %1 is no checkpoint.").arg(file.fileName()),
                        QStringLiteral("Take the copy of another place."));
    }
    return found;
}

Outcome<QByteArray> checkpointKeyOf(const QString &path)
{
    QFile file(path);
    QByteArray text;
    if (file.open(QIODevice::ReadOnly))
        text = file.read(keyTextMax).trimmed();
    const QByteArray key = fromBase64Url(QString::fromLatin1(text));
    if (key.size() != 32)
        return fail(QStringLiteral("%1 holds no public key.").arg(path),
                    QStringLiteral("Take audit.pub from a folder of checkpoints you trust."));
    return key;
}

} // namespace icmp::operations
