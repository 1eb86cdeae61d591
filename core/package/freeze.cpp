#include "core/package/package.h"

#include "core/base/hash.h"
#include "core/base/strict_json.h"
#include "core/project/value_json.h"

#include <QJsonArray>
#include <QSet>

namespace icmp::package {

namespace {

const QString jsonType = QStringLiteral("application/json");

// The private fields and the translations that belong to them.
QJsonObject secretsOf(const element::Element &element)
{
    QJsonObject secrets = element::privateJson(element);
    QJsonObject texts;
    for (auto language = element.texts.begin(); language != element.texts.end(); ++language) {
        QJsonObject byField;
        for (auto text = language->begin(); text != language->end(); ++text) {
            if (secrets.contains(text.key().section(u'.', 0, 0)))
                byField.insert(text.key(), text.value());
        }
        if (!byField.isEmpty())
            texts.insert(language.key(), byField);
    }
    if (!texts.isEmpty())
        secrets.insert(QStringLiteral("texts"), texts);
    return secrets;
}

QJsonObject clipJson(const project::Clip &clip, const QJsonObject &element)
{
    return {{QStringLiteral("id"), clip.id.value},
            {QStringLiteral("start"), clip.range.start.flicks},
            {QStringLiteral("end"), clip.range.end.flicks},
            {QStringLiteral("box"), project::write(clip.box)},
            {QStringLiteral("z"), clip.z},
            {QStringLiteral("element"), element}};
}

class Freezer {
public:
    Freezer(const project::Project &project, const FreezeInput &input) : m_project(project), m_input(input) {}

    Result<Frozen> run()
    {
        if (m_input.film && !isSha256Hex(m_input.film->hash))
            return refuse(RefusalCode::BadHash, QStringLiteral("media"));
        if (!m_input.poster.isEmpty() && !isSha256Hex(m_input.poster))
            return refuse(RefusalCode::BadHash, QStringLiteral("poster"));
        if (!m_input.poster.isEmpty() && !m_project.asset(m_input.poster))
            return refuse(RefusalCode::Missing, QStringLiteral("poster"));
        if (!m_input.poster.isEmpty())
            m_images.insert(m_input.poster);
        const QJsonObject root = publicRoot();
        m_frozen.publicRoot = sha256Hex(canonicalJson(root));
        m_frozen.privateRoot = keep(QJsonObject{{QStringLiteral("format"), formatVersion},
                                                {QStringLiteral("visibility"), QStringLiteral("private")},
                                                {QStringLiteral("public"), m_frozen.publicRoot},
                                                {QStringLiteral("secrets"), m_secrets},
                                                {QStringLiteral("held"), m_held}});
        keep(root);
        if (m_input.film)
            m_frozen.files.append(m_input.film->hash);
        QStringList images(m_images.begin(), m_images.end());
        images.sort();
        m_frozen.files += images;
        return m_frozen;
    }

private:
    QString keep(const QJsonObject &object)
    {
        const QByteArray bytes = canonicalJson(object);
        const QString hash = sha256Hex(bytes);
        m_frozen.pieces.append({hash, bytes, jsonType});
        return hash;
    }

    QJsonArray partsOf(const project::Track &track)
    {
        QJsonArray parts, clips;
        const auto flush = [&] {
            if (!clips.isEmpty())
                parts.append(keep(QJsonObject{{QStringLiteral("clips"), clips}}));
            clips = {};
        };
        for (const project::Clip &clip : track.clips.all()) {
            const auto *element = clip.element();
            if (!element)
                continue;
            const QString image = element::fieldValue(*element, QStringLiteral("image")).toString();
            if (isSha256Hex(image))
                m_images.insert(image);
            if (element->trigger == element::Trigger::Live) {
                m_held.append(clipJson(clip, element::toJson(*element)));
                continue;
            }
            if (const QJsonObject secrets = secretsOf(*element); !secrets.isEmpty())
                m_secrets.insert(clip.id.toText(), secrets);
            clips.append(clipJson(clip, element::publicJson(*element)));
            if (clips.size() == clipsPerPartMax)
                flush();
        }
        flush();
        return parts;
    }

    QJsonArray scenes()
    {
        QJsonArray scenes;
        for (const project::Scene &scene : m_project.scenes) {
            QJsonArray tracks;
            for (const project::Track &track : scene.tracks) {
                if (track.kind == project::TrackKind::Media)
                    continue;
                tracks.append(QJsonObject{{QStringLiteral("id"), track.id.value},
                                          {QStringLiteral("name"), track.name},
                                          {QStringLiteral("kind"), project::write(track.kind)},
                                          {QStringLiteral("hidden"), track.hidden},
                                          {QStringLiteral("parts"), partsOf(track)}});
            }
            scenes.append(QJsonObject{{QStringLiteral("id"), scene.id.value},
                                      {QStringLiteral("name"), scene.name},
                                      {QStringLiteral("tracks"), tracks}});
        }
        return scenes;
    }

    QJsonArray assets() const
    {
        QJsonArray list;
        for (const project::Asset &asset : m_project.assets) {
            if (m_images.contains(asset.hash))
                list.append(QJsonObject{{QStringLiteral("hash"), asset.hash},
                                        {QStringLiteral("type"), asset.type},
                                        {QStringLiteral("bytes"), asset.bytes},
                                        {QStringLiteral("name"), asset.name}});
        }
        return list;
    }

    QJsonValue film() const
    {
        if (!m_input.film)
            return QJsonValue::Null;
        return QJsonObject{{QStringLiteral("hash"), m_input.film->hash},
                           {QStringLiteral("type"), m_input.film->type},
                           {QStringLiteral("bytes"), m_input.film->bytes},
                           {QStringLiteral("width"), m_input.film->width},
                           {QStringLiteral("height"), m_input.film->height}};
    }

    QJsonObject publicRoot()
    {
        const QJsonArray tracks = scenes(); // first: it collects images and secrets
        return {{QStringLiteral("format"), formatVersion},
                {QStringLiteral("visibility"), QStringLiteral("public")},
                {QStringLiteral("project"), m_project.id},
                {QStringLiteral("title"), m_project.name},
                {QStringLiteral("language"), m_project.languages.value(0)},
                {QStringLiteral("languages"), project::write(m_project.languages)},
                {QStringLiteral("rate"), project::write(m_project.rate)},
                {QStringLiteral("canvas"), QJsonObject{{QStringLiteral("width"), m_project.canvas.width},
                                                       {QStringLiteral("height"), m_project.canvas.height}}},
                {QStringLiteral("length"),
                 m_project.scenes.isEmpty() ? 0 : project::lengthOf(m_project.scenes.first()).flicks},
                {QStringLiteral("media"), film()},
                {QStringLiteral("poster"),
                 m_input.poster.isEmpty() ? QJsonValue(QJsonValue::Null) : QJsonValue(m_input.poster)},
                {QStringLiteral("scenes"), tracks},
                {QStringLiteral("assets"), assets()}};
    }

    const project::Project &m_project;
    const FreezeInput &m_input;
    Frozen m_frozen;
    QJsonObject m_secrets;
    QJsonArray m_held;
    QSet<QString> m_images;
};

} // namespace

Result<Frozen> freeze(const project::Project &project, const FreezeInput &input)
{
    return Freezer(project, input).run();
}

} // namespace icmp::package
