#include "studio/document/file/journal.h"

#include "core/base/strict_json.h"

#include <algorithm>

namespace icmp::document {

QString nameOf(RecordKind kind)
{
    switch (kind) {
    case RecordKind::Edit:
        return QStringLiteral("edit");
    case RecordKind::Undo:
        return QStringLiteral("undo");
    case RecordKind::Redo:
        return QStringLiteral("redo");
    case RecordKind::Save:
        break;
    }
    return QStringLiteral("save");
}

std::optional<RecordKind> kindFromName(const QString &name)
{
    for (const RecordKind kind : {RecordKind::Edit, RecordKind::Undo, RecordKind::Redo, RecordKind::Save}) {
        if (nameOf(kind) == name)
            return kind;
    }
    return std::nullopt;
}

QByteArray travelBody(RecordKind kind, qint64 to)
{
    return compactJson(QJsonObject{{QStringLiteral("kind"), nameOf(kind)}, {QStringLiteral("to"), to}});
}

QByteArray saveBody(const QString &versionName)
{
    return compactJson(
        QJsonObject{{QStringLiteral("kind"), QStringLiteral("save")}, {QStringLiteral("name"), versionName}});
}

std::optional<qint64> targetOf(const QByteArray &body)
{
    const auto json = parseJsonObject(body);
    if (!json || !json->value(QLatin1String("to")).isDouble())
        return std::nullopt;
    return json->value(QLatin1String("to")).toInteger(-1);
}

bool HistoryPath::follow(const JournalRecord &record)
{
    if (record.kind == RecordKind::Save)
        return true;
    if (record.kind == RecordKind::Edit) {
        steps.resize(position + 1);
        steps.append({record.seq, record.atMs});
        ++position;
        return true;
    }
    const auto to = targetOf(record.body);
    const auto begin = steps.begin();
    // States on the path rise, so the search is binary.
    const auto found =
        std::lower_bound(begin, steps.end(), to.value_or(-1),
                         [](const PathStep &step, qint64 state) { return step.state < state; });
    if (!to || found == steps.end() || found->state != *to)
        return false;
    position = found - begin;
    return true;
}

} // namespace icmp::document
