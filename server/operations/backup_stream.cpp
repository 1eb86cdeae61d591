#include "server/operations/backup_stream.h"

#include <QtEndian>
#include <sodium.h>
#include <unistd.h>

namespace icmp::operations {

namespace {

const QByteArray magic = "ICMP-BACKUP-1\n";
constexpr int sealedMax = backupChunkBytes + int(crypto_secretstream_xchacha20poly1305_ABYTES);
constexpr int keyIdMax = 40;

unsigned char *raw(QByteArray &bytes)
{
    return reinterpret_cast<unsigned char *>(bytes.data());
}

const unsigned char *raw(const QByteArray &bytes)
{
    return reinterpret_cast<const unsigned char *>(bytes.constData());
}

tl::unexpected<Failure> notWritten(const QFile &file)
{
    return fail(
        QStringLiteral("The backup %1 could not be written: %2").arg(file.fileName(), file.errorString()),
        QStringLiteral("Check that the folder is there and has room."));
}

tl::unexpected<Failure> damaged(const QString &path)
{
    return fail(QStringLiteral("%1 is no whole backup under this key.").arg(path),
                QStringLiteral("Take another backup, or the keys that belong to this one."));
}

// The plain text of the stream, cut into files again.
class Unfolder {
public:
    explicit Unfolder(const BackupTaker &taker) : m_taker(taker) {}

    Outcome<void> take(const QByteArray &plain)
    {
        m_text += plain;
        for (;;) {
            if (m_left < 0) {
                const qsizetype end = m_text.indexOf('\n');
                if (end < 0)
                    return m_text.size() > backupNameMax + 24
                               ? Outcome<void>(fail(QStringLiteral("No name.")))
                               : Outcome<void>();
                if (const auto begun = begin(m_text.left(end)); !begun)
                    return begun;
                m_text.remove(0, end + 1);
            }
            const qint64 piece = std::min<qint64>(m_left, m_text.size());
            if (piece > 0) {
                if (const auto taken = m_taker.take(m_text.left(piece)); !taken)
                    return taken;
                m_text.remove(0, piece);
                m_left -= piece;
            }
            if (m_left > 0)
                return {};
            m_left = -1;
            if (const auto ended = m_taker.end(); !ended)
                return ended;
        }
    }

    bool isBetweenFiles() const { return m_left < 0 && m_text.isEmpty(); }

private:
    Outcome<void> begin(const QByteArray &line)
    {
        const qsizetype space = line.indexOf(' ');
        bool ok = false;
        m_left = line.mid(space + 1).toLongLong(&ok);
        if (space < 1 || space > backupNameMax || !ok || m_left < 0)
            return fail(QStringLiteral("A file of the backup has no name or size."));
        return m_taker.begin(QString::fromUtf8(line.left(space)), m_left);
    }

    const BackupTaker &m_taker;
    QByteArray m_text;
    qint64 m_left = -1;
};

} // namespace

struct BackupWriter::Stream {
    crypto_secretstream_xchacha20poly1305_state state;
};

BackupWriter::BackupWriter(const QString &path) : m_file(path), m_stream(std::make_unique<Stream>()) {}

BackupWriter::~BackupWriter()
{
    sodium_memzero(m_stream.get(), sizeof(Stream));
}

Outcome<std::unique_ptr<BackupWriter>> BackupWriter::open(const QString &path, const NamedKey &key)
{
    std::unique_ptr<BackupWriter> writer(new BackupWriter(path));
    if (!writer->m_file.open(QIODevice::WriteOnly | QIODevice::NewOnly))
        return notWritten(writer->m_file);
    writer->m_file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    QByteArray header(int(crypto_secretstream_xchacha20poly1305_HEADERBYTES), '\0');
    crypto_secretstream_xchacha20poly1305_init_push(&writer->m_stream->state, raw(header), raw(key.bytes));
    if (writer->m_file.write(magic + key.id.toLatin1() + '\n' + header) < 0)
        return notWritten(writer->m_file);
    return writer;
}

Outcome<void> BackupWriter::flush(bool last)
{
    const QByteArray plain = m_pending.left(backupChunkBytes);
    m_pending.remove(0, plain.size());
    QByteArray sealed(plain.size() + int(crypto_secretstream_xchacha20poly1305_ABYTES), '\0');
    const auto tag = static_cast<unsigned char>(last ? crypto_secretstream_xchacha20poly1305_TAG_FINAL
                                                     : crypto_secretstream_xchacha20poly1305_TAG_MESSAGE);
    crypto_secretstream_xchacha20poly1305_push(&m_stream->state, raw(sealed), nullptr, raw(plain),
                                               static_cast<unsigned long long>(plain.size()), nullptr, 0,
                                               tag);
    const quint32 size = qToBigEndian(quint32(sealed.size()));
    const QByteArray length(reinterpret_cast<const char *>(&size), sizeof size);
    return m_file.write(length + sealed) < 0 ? notWritten(m_file) : Outcome<void>();
}

Outcome<void> BackupWriter::put(const QByteArray &bytes)
{
    m_pending += bytes;
    while (m_pending.size() > backupChunkBytes) {
        if (const auto done = flush(false); !done)
            return done;
    }
    return {};
}

Outcome<void> BackupWriter::add(const QString &name, const QByteArray &bytes)
{
    return put(name.toUtf8() + ' ' + QByteArray::number(bytes.size()) + '\n' + bytes);
}

Outcome<void> BackupWriter::addFile(const QString &name, const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return fail(QStringLiteral("%1 could not be read: %2").arg(path, file.errorString()));
    const qint64 size = file.size();
    auto done = put(name.toUtf8() + ' ' + QByteArray::number(size) + '\n');
    for (qint64 left = size; done && left > 0;) {
        const QByteArray piece = file.read(std::min<qint64>(left, backupChunkBytes));
        if (piece.isEmpty())
            return fail(QStringLiteral("%1 became shorter while it was read.").arg(path));
        left -= piece.size();
        done = put(piece);
    }
    return done;
}

Outcome<void> BackupWriter::finish()
{
    if (const auto done = flush(true); !done)
        return done;
    if (!m_file.flush() || ::fsync(m_file.handle()) != 0)
        return notWritten(m_file);
    m_file.close();
    return {};
}

Outcome<QString> backupKeyId(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly) || file.read(magic.size()) != magic)
        return fail(QStringLiteral("%1 is no backup of this program.").arg(path));
    return QString::fromLatin1(file.readLine(keyIdMax).trimmed());
}

Outcome<void> readBackup(const QString &path, const NamedKey &key, const BackupTaker &taker)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly) || file.read(magic.size()) != magic)
        return fail(QStringLiteral("%1 is no backup of this program.").arg(path));
    file.readLine(keyIdMax);
    const QByteArray header = file.read(int(crypto_secretstream_xchacha20poly1305_HEADERBYTES));
    crypto_secretstream_xchacha20poly1305_state state;
    if (header.size() != int(crypto_secretstream_xchacha20poly1305_HEADERBYTES) ||
        crypto_secretstream_xchacha20poly1305_init_pull(&state, raw(header), raw(key.bytes)) != 0)
        return damaged(path);
    Unfolder unfolder(taker);
    for (unsigned char tag = 0; tag != crypto_secretstream_xchacha20poly1305_TAG_FINAL;) {
        const QByteArray length = file.read(4);
        const quint32 size = length.size() == 4 ? qFromBigEndian<quint32>(length.constData()) : 0;
        if (size < crypto_secretstream_xchacha20poly1305_ABYTES || size > quint32(sealedMax))
            return damaged(path);
        const QByteArray sealed = file.read(size);
        QByteArray plain(qsizetype(size - crypto_secretstream_xchacha20poly1305_ABYTES), '\0');
        if (sealed.size() != qsizetype(size) || crypto_secretstream_xchacha20poly1305_pull(
                                                    &state, raw(plain), nullptr, &tag, raw(sealed),
                                                    static_cast<unsigned long long>(size), nullptr, 0) != 0)
            return damaged(path);
        if (const auto taken = unfolder.take(plain); !taken)
            return taken;
    }
    return file.atEnd() && unfolder.isBetweenFiles() ? Outcome<void>() : damaged(path);
}

} // namespace icmp::operations
