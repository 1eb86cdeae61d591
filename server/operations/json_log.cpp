#include "server/operations/json_log.h"

#include "core/base/strict_json.h"

#include <QDateTime>
#include <algorithm>
#include <unistd.h>

namespace icmp::operations {

namespace {

constexpr const char *levelKeys[] = {"info", "warning", "error"};
constexpr const char *secretWords[] = {"password", "code",          "token", "ticket",
                                       "session",  "authorization", "key",   "seed"};
constexpr qsizetype messageMax = 2'000; // a line stays readable, and below a pipe's atomic size

// Qt's handler takes no context, so the one log of the process is kept here while it listens.
JsonLog *listening = nullptr;

void onQtMessage(QtMsgType type, const QMessageLogContext &, const QString &text)
{
    if (listening)
        listening->write(type == QtInfoMsg || type == QtDebugMsg ? Level::Info
                         : type == QtWarningMsg                  ? Level::Warning
                                                                 : Level::Error,
                         text);
}

bool isSecret(const QString &key)
{
    return std::any_of(std::begin(secretWords), std::end(secretWords), [&](const char *word) {
        return key.contains(QLatin1String(word), Qt::CaseInsensitive);
    });
}

} // namespace

JsonLog::~JsonLog()
{
    if (listening == this) {
        qInstallMessageHandler(nullptr);
        listening = nullptr;
    }
}

void JsonLog::takeQtMessages()
{
    listening = this;
    qInstallMessageHandler(onQtMessage);
}

void JsonLog::write(Level level, const QString &message, const QJsonObject &fields)
{
    QJsonObject line;
    for (auto it = fields.begin(); it != fields.end(); ++it) {
        if (!isSecret(it.key()))
            line.insert(it.key(), it.value());
    }
    line.insert(QStringLiteral("at"),
                QDateTime::fromMSecsSinceEpoch(m_clock.nowMs(), Qt::UTC).toString(Qt::ISODateWithMs));
    line.insert(QStringLiteral("level"), QLatin1String(levelKeys[static_cast<size_t>(level)]));
    line.insert(QStringLiteral("message"), message.left(messageMax));
    const QByteArray bytes = canonicalJson(line);
    const std::lock_guard lock(m_mutex);
    qsizetype written = 0;
    while (written < bytes.size()) {
        const auto count = ::write(m_descriptor, bytes.constData() + written, size_t(bytes.size() - written));
        if (count <= 0)
            return;
        written += count;
    }
}

} // namespace icmp::operations
