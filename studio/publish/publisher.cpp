#include "studio/publish/publisher.h"

#include "core/base/limits.h"
#include "core/base/strict_json.h"

#include <QFile>
#include <QJsonArray>
#include <QPointer>
#include <QTimer>

namespace icmp::publish {

using remote::Problem;
using remote::ProblemKind;
using remote::Remote;
using remote::Reply;

namespace {

constexpr int keyBytes = 16;

QString noteKey(const remote::ServerLink &link)
{
    return QStringLiteral("publish:") + link.server().toString(QUrl::RemovePath);
}

} // namespace

QString Published::snippet() const
{
    const QString origin = watch.toString(QUrl::RemovePath | QUrl::RemoveQuery);
    return QStringLiteral("<script type=\"module\" src=\"%1/player/loader.js\"></script>\n"
                          "<icmp-player src=\"%1\" event=\"%2\" mode=\"overlay\"></icmp-player>\n")
        .arg(origin, event);
}

Publisher::Publisher(remote::ServerLink &link, Random &random, FilmRenderer *renderer, QObject *parent)
    : QObject(parent), m_link(link), m_random(random), m_renderer(renderer), m_comparison(link)
{
}

Publisher::~Publisher() = default;

QList<package::ProjectFinding> Publisher::findings(const document::Document &document)
{
    return package::validate(document.project());
}

bool Publisher::isRunning() const
{
    return m_step != Step::Idle && m_step < Step::Done;
}

int Publisher::perMille() const
{
    if (m_step == Step::Rendering)
        return m_rendered;
    if (m_step == Step::Uploading)
        return m_bytesTotal > 0 ? int(m_bytesSent * 1'000 / m_bytesTotal) : 1'000;
    return m_step >= Step::Committing ? 1'000 : 0;
}

void Publisher::setStep(Step step, const QString &sentence)
{
    m_step = step;
    m_sentence = sentence;
    Q_EMIT changed();
    if (step >= Step::Done)
        Q_EMIT finished();
}

void Publisher::start(document::Document &document)
{
    begin(document, false);
}

void Publisher::rehearse(document::Document &document)
{
    begin(document, true);
}

void Publisher::begin(document::Document &document, bool rehearsal)
{
    if (isRunning())
        return;
    m_rehearsal = rehearsal;
    m_needsRendering = false;
    m_difference.reset();
    m_comparison.cancel();
    ++m_run;
    m_document = &document;
    m_project = document.project(); // what is edited meanwhile goes into the next version
    m_parts.clear();
    m_waiting.clear();
    m_bytesTotal = m_bytesSent = 0;
    m_networkTries = m_rendered = 0;
    m_key = QString::fromLatin1(m_random.bytes(keyBytes).toHex());
    setStep(Step::Checking, tr("Checking the project …"));
    if (!m_link.isSignedIn())
        return setStep(Step::Failed, tr("Sign in to publish."));
    if (package::blocks(package::validate(m_project)))
        return setStep(Step::Failed, tr("The project has problems that must be solved first."));
    readNote(document);
    renderThenFreeze();
}

void Publisher::readNote(const document::Document &document)
{
    const auto note = parseJsonObject(document.note(noteKey(m_link)));
    m_published = {};
    m_base = 0;
    m_showKey.clear();
    if (note) {
        m_showKey = note->value(QLatin1String("showKey")).toString();
        m_showTitle = note->value(QLatin1String("showTitle")).toString();
        m_published.show = note->value(QLatin1String("show")).toString();
        m_published.event = note->value(QLatin1String("event")).toString();
        m_base = note->value(QLatin1String("version")).toInteger();
    }
}

void Publisher::cancel()
{
    if (!isRunning())
        return;
    ++m_run;
    m_pending.cancel();
    if (m_renderer && m_step == Step::Rendering)
        m_renderer->cancel();
    m_file.reset();
    setStep(Step::Cancelled, tr("Publishing was cancelled. Viewers still see the version before."));
}

void Publisher::renderThenFreeze()
{
    // A film of one whole asset that browsers play goes up as it is.
    const project::Clip *only = nullptr;
    int pieces = 0;
    for (const project::Track &track : m_project.scenes.first().tracks) {
        if (track.kind != project::TrackKind::Media)
            continue;
        for (const auto &chunk : track.clips.chunks()) {
            pieces += int(chunk.clips.size());
            only = chunk.clips.isEmpty() ? only : &chunk.clips.first();
        }
    }
    if (pieces == 0)
        return freeze(std::nullopt, {});
    const project::MediaUse *use = only->media();
    const project::Asset *asset = use ? m_project.asset(use->asset) : nullptr;
    const qint64 whole = asset ? asset->probe.value(QLatin1String("length")).toInteger() : 0;
    const bool isWhole = pieces == 1 && asset && use->in.flicks == 0 && only->range.start.flicks == 0 &&
                         use->out.flicks + m_project.rate.frameLength().flicks >= whole;
    if (isWhole && package::playsInBrowsers(*asset)) {
        const QJsonObject video = asset->probe.value(QLatin1String("video")).toObject();
        const package::Film film{asset->hash, asset->type, asset->bytes,
                                 video.value(QLatin1String("width")).toInteger(),
                                 video.value(QLatin1String("height")).toInteger()};
        return freeze(film, m_document->assetPath(asset->hash));
    }
    if (m_rehearsal) {
        m_needsRendering = true;
        return freeze(std::nullopt, {});
    }
    if (!m_renderer)
        return setStep(Step::Failed,
                       tr("Browsers cannot play this film as it is, and it cannot be converted here. Convert "
                          "it to MP4 with H.264 first."));
    setStep(Step::Rendering, tr("Converting the film for browsers …"));
    const qint64 run = m_run;
    const QPointer<Publisher> alive(this);
    m_renderer->render(
        m_project,
        [this, alive, run](int done) {
            if (!alive || run != m_run)
                return;
            m_rendered = done;
            Q_EMIT changed();
        },
        [this, alive, run](const Outcome<Rendered> &rendered) {
            if (!alive || run != m_run)
                return;
            if (!rendered)
                return setStep(Step::Failed, rendered.error().advice.isEmpty()
                                                 ? rendered.error().what
                                                 : rendered.error().what + u' ' + rendered.error().advice);
            freeze(rendered->film, rendered->path);
        });
}

// A file that is not on this machine is no trouble as long as the server has it.
void Publisher::addFile(const QString &hash, const QString &type, const QString &path)
{
    const QFile file(path);
    const bool here = !path.isEmpty() && file.exists();
    m_parts.append({hash, type, {}, here ? path : QString(), here ? file.size() : 0, 0, 0, !here});
}

void Publisher::freeze(const std::optional<package::Film> &film, const QString &path)
{
    setStep(Step::Freezing, tr("Packing the project …"));
    const auto frozen = package::freeze(m_project, {film, {}});
    if (!frozen)
        return setStep(Step::Failed, describe(frozen.error()));
    m_frozen = *frozen;
    m_root = frozen->publicRoot;
    m_privateRoot = frozen->privateRoot;
    for (const package::Piece &piece : frozen->pieces)
        m_parts.append({piece.hash, piece.type, piece.bytes, {}, piece.bytes.size(), 0, 0});
    for (const QString &hash : frozen->files) {
        const project::Asset *asset = m_project.asset(hash);
        const bool isFilm = film && film->hash == hash;
        const QString type = isFilm ? film->type : asset ? asset->type : QString();
        addFile(hash, type, isFilm ? path : m_document->assetPath(hash));
    }
    ensureShow();
}

// Answers that come after a cancel or for an earlier run are nobody's business any more.
remote::Answered Publisher::whileRunning(std::function<void(const Remote<Reply> &)> then)
{
    return [this, alive = QPointer<Publisher>(this), run = m_run,
            then = std::move(then)](const Remote<Reply> &reply) {
        if (alive && run == m_run && isRunning())
            then(reply);
    };
}

void Publisher::stumble(const Problem &problem, std::function<void()> again)
{
    if (!problem.isTemporary())
        return setStep(Step::Failed, problem.sentence);
    if (++m_networkTries >= networkTriesMax)
        return setStep(Step::Failed,
                       tr("%1 What was uploaded is kept: publish again to go on.").arg(problem.sentence));
    m_sentence = tr("%1 Trying again …").arg(problem.sentence);
    Q_EMIT changed();
    QTimer::singleShot(1'000 << (m_networkTries - 1), this, [this, run = m_run, again = std::move(again)] {
        if (run == m_run && isRunning())
            again();
    });
}

void Publisher::ensureShow()
{
    setStep(Step::Asking, tr("Asking the server what it needs …"));
    if (m_rehearsal || !m_published.show.isEmpty())
        return askMissing(0);
    // Key and title are kept before they are sent, so that an answer that was lost makes no second show.
    if (m_showKey.isEmpty()) {
        m_showKey = QString::fromLatin1(m_random.bytes(keyBytes).toHex());
        m_showTitle = m_project.name;
        remember();
    }
    const QJsonObject body{{QStringLiteral("key"), m_showKey}, {QStringLiteral("title"), m_showTitle}};
    m_pending = m_link.rest().post(
        QStringLiteral("/v1/shows"), body, whileRunning([this](const Remote<Reply> &reply) {
            if (!reply)
                return stumble(reply.error(), [this] { ensureShow(); });
            m_published.show = reply->json.value(QLatin1String("show")).toString();
            m_published.event = reply->json.value(QLatin1String("event")).toString();
            remember();
            askMissing(0);
        }));
}

void Publisher::askMissing(qsizetype from)
{
    if (from == 0) {
        m_waiting.clear();
        m_bytesTotal = m_bytesSent = 0;
    }
    if (from >= m_parts.size() && m_rehearsal)
        return compare(Step::Rehearsed, tr("Nothing was sent. This is what publishing would do."));
    if (from >= m_parts.size()) {
        setStep(Step::Uploading, tr("Uploading …"));
        return uploadNext();
    }
    QJsonArray hashes;
    const qsizetype to = std::min<qsizetype>(m_parts.size(), from + limits::missingHashesMax);
    for (qsizetype i = from; i < to; ++i)
        hashes.append(m_parts[i].hash);
    const QJsonObject body{{QStringLiteral("hashes"), hashes}};
    m_pending = m_link.rest().post(
        QStringLiteral("/v1/objects/missing"), body,
        whileRunning([this, from, to](const Remote<Reply> &reply) {
            if (!reply)
                return stumble(reply.error(), [this] { askMissing(0); });
            QHash<QString, qint64> offsets;
            const QJsonArray missing = reply->json.value(QLatin1String("missing")).toArray();
            for (const auto one : missing)
                offsets.insert(one.toObject().value(QLatin1String("hash")).toString(),
                               one.toObject().value(QLatin1String("offset")).toInteger());
            for (qsizetype i = from; i < to; ++i) {
                if (!offsets.contains(m_parts[i].hash))
                    continue;
                Part part = m_parts[i];
                if (part.isElsewhere) {
                    const project::Asset *asset = m_project.asset(part.hash);
                    return setStep(Step::Failed,
                                   tr("The file of \"%1\" is not where it was. Find it in the library, then "
                                      "publish again.")
                                       .arg(asset ? asset->name : tr("the film")));
                }
                part.offset = std::clamp<qint64>(offsets.take(part.hash), 0, part.size);
                m_bytesTotal += part.size - part.offset;
                m_waiting.append(part);
            }
            askMissing(to);
        }));
}

void Publisher::uploadNext()
{
    m_file.reset();
    if (m_waiting.isEmpty())
        return commit();
    sendChunk();
}

void Publisher::sendChunk()
{
    const Part &part = m_waiting.first();
    QByteArray bytes;
    if (part.path.isEmpty()) {
        bytes = part.bytes.mid(part.offset, limits::uploadChunkBytesMax);
    } else {
        if (!m_file) {
            m_file = std::make_unique<QFile>(part.path);
            if (!m_file->open(QIODevice::ReadOnly))
                return setStep(Step::Failed, tr("\"%1\" cannot be read.").arg(part.path));
        }
        if (!m_file->seek(part.offset))
            return setStep(Step::Failed, tr("\"%1\" cannot be read.").arg(part.path));
        bytes = m_file->read(limits::uploadChunkBytesMax);
    }
    const qint64 length = bytes.size();
    m_pending = m_link.rest().put(
        {QStringLiteral("/v1/objects/") + part.hash, part.type, bytes, part.offset, part.size},
        whileRunning([this, length](const Remote<Reply> &reply) { chunkAnswered(reply, length); }));
}

void Publisher::chunkAnswered(const Remote<Reply> &reply, qint64 length)
{
    Part &part = m_waiting.first();
    if (reply) {
        m_networkTries = 0;
        part.offset += length;
        m_bytesSent += length;
        if (part.offset >= part.size || reply->json.value(QLatin1String("complete")).toBool())
            m_waiting.removeFirst();
        Q_EMIT changed();
        return m_waiting.isEmpty() || m_waiting.first().offset == 0 ? uploadNext() : sendChunk();
    }
    const bool wrongHash = reply.error().code == keyOf(RefusalCode::BadHash);
    const bool wrongOffset = reply.error().kind == ProblemKind::Conflict || reply.error().status == 409;
    if (!wrongHash && !wrongOffset)
        // What arrived of the chunk is unknown; the server tells where to go on.
        return stumble(reply.error(), [this] { askMissing(0); });
    for (Part &known : m_parts) {
        if (known.hash == part.hash && ++known.tries >= uploadTriesMax)
            return setStep(Step::Failed,
                           wrongHash ? tr("The server received something else than was sent, three times. "
                                          "Check the network, or whether the file changed meanwhile.")
                                     : tr("The upload does not get on. Try again later."));
    }
    m_file.reset();
    askMissing(0);
}

void Publisher::commit()
{
    setStep(Step::Committing, tr("Switching to the new version …"));
    const QJsonObject body{{QStringLiteral("key"), m_key},
                           {QStringLiteral("root"), m_root},
                           {QStringLiteral("private"), m_privateRoot},
                           {QStringLiteral("base"), m_base},
                           {QStringLiteral("signature"), QString()},
                           {QStringLiteral("dryRun"), false}};
    m_pending = m_link.rest().post(
        QStringLiteral("/v1/shows/%1/versions").arg(m_published.show), body,
        whileRunning([this](const Remote<Reply> &reply) {
            if (reply)
                return committed(*reply);
            if (reply.error().kind == ProblemKind::Conflict) {
                bool told = false;
                const qint64 theirs =
                    reply.error().body.value(QLatin1String("current")).toVariant().toLongLong(&told);
                m_base = told && theirs > 0 ? theirs : m_base;
                return compare(Step::Conflict, tr("Someone else published meanwhile. Nothing was replaced."));
            }
            stumble(reply.error(), [this] { commit(); });
        }));
}

// The step is told at once; the difference follows when what is published was fetched.
void Publisher::compare(Step step, const QString &sentence)
{
    if (m_published.show.isEmpty()) {
        m_difference = Difference{};
        return setStep(step, sentence);
    }
    m_comparison.start(m_published.show, m_frozen, [this](const Outcome<Difference> &difference) {
        if (difference)
            m_difference = *difference;
        else
            m_sentence += u' ' + difference.error().what;
        Q_EMIT changed();
    });
    setStep(step, sentence);
}

void Publisher::listVersions(document::Document &document,
                             std::function<void(const Remote<QList<ShowVersion>> &)> then)
{
    if (!isRunning())
        readNote(document);
    if (m_published.show.isEmpty())
        return then(QList<ShowVersion>{});
    m_link.rest().get(QStringLiteral("/v1/shows/") + m_published.show,
                      [then = std::move(then)](const Remote<Reply> &reply) {
                          if (!reply)
                              return then(tl::unexpected(reply.error()));
                          QList<ShowVersion> list;
                          const QJsonArray lines = reply->json.value(QLatin1String("versions")).toArray();
                          for (const auto line : lines) {
                              const QJsonObject json = line.toObject();
                              list.append({json.value(QLatin1String("version")).toInteger(),
                                           json.value(QLatin1String("root")).toString(),
                                           json.value(QLatin1String("private")).toString(),
                                           json.value(QLatin1String("at")).toInteger(),
                                           json.value(QLatin1String("current")).toBool()});
                          }
                          then(list);
                      });
}

void Publisher::bringBack(document::Document &document, const ShowVersion &version)
{
    if (isRunning() || version.current)
        return;
    ++m_run;
    m_document = &document;
    m_rehearsal = false;
    m_networkTries = 0;
    readNote(document);
    m_root = version.root;
    m_privateRoot = version.privateRoot;
    m_step = Step::Conflict; // as after a conflict: the current number is asked for, then the switch is made
    replaceTheirs();
}

void Publisher::replaceTheirs()
{
    if (m_step != Step::Conflict)
        return;
    ++m_run;
    m_key = QString::fromLatin1(m_random.bytes(keyBytes).toHex());
    setStep(Step::Committing, tr("Asking for the current version …"));
    m_pending = m_link.rest().get(QStringLiteral("/v1/shows/%1").arg(m_published.show),
                                  whileRunning([this](const Remote<Reply> &reply) {
                                      if (!reply)
                                          return setStep(Step::Failed, reply.error().sentence);
                                      const QJsonValue version = reply->json.value(QLatin1String("version"));
                                      m_base =
                                          version.isObject()
                                              ? version.toObject().value(QLatin1String("number")).toInteger()
                                              : version.toInteger();
                                      commit();
                                  }));
}

void Publisher::committed(const Reply &reply)
{
    m_published.version = reply.json.value(QLatin1String("version")).toInteger();
    m_published.root = reply.json.value(QLatin1String("root")).toString();
    m_published.event = reply.json.value(QLatin1String("event")).toString(m_published.event);
    m_published.watch = QUrl(reply.json.value(QLatin1String("watch")).toString());
    m_published.embed = QUrl(reply.json.value(QLatin1String("embed")).toString());
    if (m_published.watch.isEmpty()) {
        m_published.watch = m_link.server().resolved(QUrl(QStringLiteral("/watch/") + m_published.event));
        m_published.embed = m_link.server().resolved(QUrl(QStringLiteral("/embed/") + m_published.event));
    }
    m_base = m_published.version;
    remember();
    setStep(Step::Done, tr("Published as version %1.").arg(m_published.version));
}

void Publisher::remember()
{
    m_document->setNote(noteKey(m_link),
                        canonicalJson(QJsonObject{{QStringLiteral("show"), m_published.show},
                                                  {QStringLiteral("showKey"), m_showKey},
                                                  {QStringLiteral("showTitle"), m_showTitle},
                                                  {QStringLiteral("event"), m_published.event},
                                                  {QStringLiteral("version"), m_base},
                                                  {QStringLiteral("root"), m_published.root}}));
}

} // namespace icmp::publish
