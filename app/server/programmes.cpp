#include "app/server/programmes.h"

#include "core/base/base32.h"
#include "core/base/hash.h"
#include "core/base/strict_json.h"

#include <QCoreApplication>
#include <QFile>
#include <future>

namespace icmp::server {

using catalogue::ProgrammeSettings;
using catalogue::ProgrammeSource;

namespace {

integration::ProgrammePorts portsOf(const ProgrammeParts &parts, const Options &options)
{
    integration::IngestPlan ingest;
    ingest.address = options.ingestListen;
    ingest.rtmp = options.rtmpPort;
    ingest.srt = options.srtPort;
    return {{QFile::encodeName(QCoreApplication::applicationFilePath())},
            ingest,
            parts.clock,
            parts.folder,
            parts.note,
            {}};
}

} // namespace

Programmes::Programmes(ProgrammeParts parts, const Options &options)
    : m_parts(std::move(parts)), m_live([&] {
          auto ports = portsOf(m_parts, options);
          ports.filmed = [this](const integration::FilmedRecording &made) {
              if (!m_keeping.offer([this, made] { filmed(made); }))
                  m_parts.note(
                      QStringLiteral("The recording %1 waits for the next start.").arg(made.recording));
          };
          return ports;
      }())
{
}

Outcome<std::unique_ptr<Programmes>> Programmes::open(ProgrammeParts parts, const Options &options)
{
    std::unique_ptr<Programmes> made(new Programmes(std::move(parts), options));
    const auto known = made->m_parts.store.all();
    if (!known)
        return tl::unexpected(known.error());
    if (const auto started = made->m_live.start(); !started)
        return tl::unexpected(started.error());
    made->m_live.resume();
    for (const ProgrammeSettings &settings : *known) {
        made->m_settings.insert(settings.event, settings);
        made->begin(settings);
    }
    return made;
}

// False: there are too many channels.
bool Programmes::begin(const ProgrammeSettings &settings)
{
    if (!settings.keyHash.isEmpty())
        m_live.setKey({settings.keyHash, settings.event, settings.passphrase});
    if (settings.source == ProgrammeSource::Loop)
        return m_live.playLoop(settings.event, m_parts.files.pathOf(settings.loop));
    return settings.source == ProgrammeSource::None || m_live.takeIngest(settings.event);
}

// As it was set, or as a programme is before anything is.
ProgrammeSettings Programmes::known(const QString &event) const
{
    const std::lock_guard lock(m_mutex);
    ProgrammeSettings settings = m_settings.value(event);
    settings.event = event;
    return settings;
}

std::optional<ProgrammeSettings> Programmes::settingsOf(const QString &event) const
{
    if (!m_live.isAttached(event))
        return std::nullopt;
    return known(event);
}

Outcome<void> Programmes::keep(const ProgrammeSettings &settings)
{
    const auto kept = m_parts.store.put(settings);
    if (!kept)
        return kept;
    const std::lock_guard lock(m_mutex);
    m_settings.insert(settings.event, settings);
    return {};
}

Outcome<Result<void>> Programmes::attach(const QString &event, const ProgrammeWish &wish)
{
    using Attached = Result<void>;
    ProgrammeSettings settings = known(event);
    const ProgrammeSource before = settings.source;
    const QString looped = settings.loop;
    settings.changedMs = m_parts.clock.nowMs();
    settings.source = wish.source.value_or(settings.source);
    settings.encoderOffsetMs = wish.encoderOffsetMs.value_or(settings.encoderOffsetMs);
    settings.maxDelayMs = wish.maxDelayMs.value_or(settings.maxDelayMs);
    settings.loop = settings.source == ProgrammeSource::Loop
                        ? (wish.loop.isEmpty() ? settings.loop : wish.loop)
                        : QString();
    if (qAbs(settings.encoderOffsetMs) > catalogue::encoderOffsetMsMax)
        return Attached(refuse(RefusalCode::OutOfRange, QStringLiteral("encoderOffsetMs")));
    if (settings.maxDelayMs < 0 || settings.maxDelayMs > catalogue::programmeDelayMsMax)
        return Attached(refuse(RefusalCode::OutOfRange, QStringLiteral("maxDelayMs")));
    if (settings.source == ProgrammeSource::Loop && !m_parts.files.has(settings.loop))
        return Attached(refuse(RefusalCode::Missing, settings.loop));
    const bool anew = settings.source != before || settings.loop != looped || !m_live.isAttached(event);
    if (anew && settings.source != ProgrammeSource::None) {
        m_live.detach(event);
        if (!begin(settings))
            return Attached(
                refuse(RefusalCode::TooMany, QStringLiteral("live channels"),
                       QStringLiteral("End one of the %1 that run.").arg(integration::channelsMax)));
    }
    if (const auto kept = keep(settings); !kept)
        return tl::unexpected(kept.error());
    return Attached();
}

Outcome<void> Programmes::detach(const QString &event)
{
    ProgrammeSettings settings = known(event);
    settings.source = ProgrammeSource::None;
    settings.changedMs = m_parts.clock.nowMs();
    if (const auto kept = keep(settings); !kept)
        return kept;
    m_live.detach(event);
    return {};
}

Outcome<StreamKey> Programmes::makeKey(const QString &event, bool passphrase)
{
    const StreamKey made{QStringLiteral("sk-") + toBase64Url(m_parts.random.bytes(streamKeyBytes)),
                         passphrase ? toBase64Url(m_parts.random.bytes(passphraseBytes)) : QString()};
    ProgrammeSettings settings = known(event);
    settings.keyHash = ingest::keyHashOf(made.key);
    settings.passphrase = made.passphrase;
    settings.changedMs = m_parts.clock.nowMs();
    if (const auto kept = keep(settings); !kept)
        return tl::unexpected(kept.error());
    m_live.setKey({settings.keyHash, event, settings.passphrase});
    return made;
}

Outcome<void> Programmes::revokeKey(const QString &event)
{
    ProgrammeSettings settings = known(event);
    settings.keyHash.clear();
    settings.passphrase.clear();
    settings.changedMs = m_parts.clock.nowMs();
    if (const auto kept = keep(settings); !kept)
        return kept;
    m_live.forgetKey(event);
    return {};
}

void Programmes::playFile(const QString &event, const QString &path)
{
    m_live.playLoop(event, path);
}

QJsonObject Programmes::streamOf(const QString &event) const
{
    if (!m_live.isAttached(event))
        return {};
    return {{QStringLiteral("hls"), QStringLiteral("/live/%1/index.m3u8").arg(event)}};
}

// Each card goes into the playlist as it was told. `open` has the anchor and the window; whatever else is
// told has a moment of its own, or happens now.
void Programmes::told(const QString &event, const QByteArray &logBody)
{
    if (!m_live.isAttached(event))
        return;
    auto body = parseJsonObject(logBody);
    if (body && body->contains(QLatin1String("log")))
        body = body->value(QLatin1String("log")).toObject();
    if (!body || !body->contains(QLatin1String("iid")))
        return;
    const QString type = body->value(QLatin1String("t")).toString();
    const auto momentOf = [&](const char *key) {
        const QJsonObject anchor = body->value(QLatin1String(key)).toObject();
        return anchor.value(QLatin1String("pdt")).toInteger(anchor.value(QLatin1String("utc")).toInteger());
    };
    integration::DateRange range;
    range.id = body->value(QLatin1String("iid")).toString().toLatin1() + '.' +
               QByteArray::number(body->value(QLatin1String("rev")).toInteger());
    if (type != u"open")
        range.id += '.' + type.toLatin1();
    const qint64 at = momentOf("at"), until = momentOf("until");
    range.startMs = at > 0 ? at : until > 0 && type != u"open" ? until : m_parts.clock.nowMs();
    if (type == u"open" && until > range.startMs)
        range.durationMs = until - range.startMs;
    range.card = compactJson(*body);
    m_live.addDateRange(event, range);
}

// Hashing a film of several GiB takes a while: on a thread of its own.
void Programmes::filmed(const integration::FilmedRecording &made)
{
    const auto hash = m_parts.files.adopt(made.film);
    if (!hash)
        return m_parts.note(hash.error().what + u' ' + hash.error().advice);
    const auto kept = record(made, *hash);
    if (!kept)
        return m_parts.note(
            QStringLiteral("The recording %1 was not kept: %2").arg(made.recording, kept.error().what));
    QFile::remove(made.recording);
    m_parts.note(
        QStringLiteral("The recording %1 of %2 is the film %3 now.").arg(made.id, made.event, *hash));
}

Outcome<void> Programmes::record(const integration::FilmedRecording &made, const QString &hash)
{
    const auto event = m_parts.shows.event(made.event);
    if (!event)
        return tl::unexpected(event.error());
    const auto show = *event ? m_parts.shows.show((*event)->show) : Outcome<std::optional<catalogue::Show>>();
    if (!show)
        return tl::unexpected(show.error());
    if (!*show)
        return fail(QStringLiteral("Its show is gone."));
    const qint64 bytes = QFile(m_parts.files.pathOf(hash)).size();
    const qint64 now = m_parts.clock.nowMs();
    const catalogue::Object object{
        hash,           bytes, QStringLiteral("video/mp4"), catalogue::Visibility::Public, bytes, true,
        (*show)->owner, now};
    std::promise<Outcome<Result<catalogue::Object>>> promise;
    auto recorded = promise.get_future();
    m_parts.shows.recordObject(
        object, [&promise](Outcome<Result<catalogue::Object>> told) { promise.set_value(std::move(told)); });
    const auto told = recorded.get();
    if (!told)
        return tl::unexpected(told.error());
    if (!*told)
        return fail(describe(told->error()));
    return m_parts.store.addFilm({made.event, made.id, hash, bytes, now});
}

} // namespace icmp::server
