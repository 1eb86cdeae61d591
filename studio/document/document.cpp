#include "studio/document/document.h"

#include "core/base/hash.h"
#include "core/base/strict_json.h"
#include "studio/document/document_parts.h"

#include <QCoreApplication>

namespace icmp::document {

using project::Project;

Document::Document(const Surroundings &around) : m_parts(std::make_unique<Parts>(around)) {}

Document::~Document()
{
    // The reader goes first, so that the writer is the last to close the file and tidies it up.
    m_parts->reader.reset();
    m_parts->writer.reset();
}

std::unique_ptr<Document> Document::inMemory(const Surroundings &around, const Project &start)
{
    std::unique_ptr<Document> document(new Document(around));
    document->m_project = start;
    document->m_index = project::ClipIndex(start);
    document->m_parts->history =
        std::make_unique<History>(HistoryPath(), std::make_shared<const Project>(start));
    return document;
}

bool Document::isReadOnly() const
{
    return m_parts->keeping.state == KeepState::ReadOnly;
}

Result<qint64> Document::apply(const project::Edit &edit)
{
    if (isReadOnly())
        return refuse(RefusalCode::NotAllowedHere, {}, tr("The project is open for reading only."));
    auto next = project::apply(m_project, m_index, edit);
    if (!next)
        return tl::unexpected(next.error());
    Change change = difference(m_project, *next);
    if (change.isEmpty())
        return m_seq;
    History &history = *m_parts->history;
    auto value = std::make_shared<const Project>(std::move(*next));
    history.append({m_seq + 1, m_parts->around.clock.nowMs()}, project::labelOf(edit), value,
                   ownBytes(m_project, *value));
    record(RecordKind::Edit, edit);
    if (m_parts->writer)
        history.trim(heldBytesMax, m_durableSeq);
    show(value, std::move(change));
    return m_seq;
}

// The value that holds afterwards is already the current one of the history.
void Document::record(RecordKind kind, std::variant<project::Edit, QByteArray> content)
{
    Parts &parts = *m_parts;
    ++m_seq;
    if (!parts.writer) {
        m_durableSeq = m_seq;
        return;
    }
    const qint64 now = parts.around.clock.nowMs();
    NewRecord added{m_seq,
                    kind,
                    now,
                    parts.around.actor,
                    std::move(content),
                    parts.history->path().current(),
                    parts.history->valueAt(parts.history->position())};
    parts.writer->append(std::move(added));
    if (parts.keeping.state == KeepState::Kept)
        setKeeping({KeepState::Keeping, now, {}});
}

void Document::show(const SharedProject &value, Change change)
{
    const Project before = m_project;
    m_project = *value;
    m_index.update(before, m_project);
    Q_EMIT changed(change);
    Q_EMIT historyChanged();
}

int Document::undo(int count)
{
    const qsizetype position = m_parts->history->position();
    return travel(position - std::clamp<qsizetype>(count, 0, position), RecordKind::Undo);
}

int Document::redo(int count)
{
    const History &history = *m_parts->history;
    const qsizetype left = history.count() - history.position();
    return travel(history.position() + std::clamp<qsizetype>(count, 0, left), RecordKind::Redo);
}

int Document::travel(qsizetype to, RecordKind kind)
{
    History &history = *m_parts->history;
    const qsizetype from = history.position();
    if (to == from || isReadOnly())
        return 0;
    SharedProject value = history.valueAt(to);
    if (!value)
        value = rebuilt(to);
    if (!value)
        return 0;
    history.moveTo(to);
    record(kind, travelBody(kind, history.path().current()));
    Change change = difference(m_project, *value);
    change.cause = kind == RecordKind::Undo ? Cause::Undo : Cause::Redo;
    show(value, std::move(change));
    history.trim(heldBytesMax, m_parts->writer ? m_durableSeq : -1);
    return int(std::abs(to - from));
}

// Values on the way are held too: the next undo usually wants the one before.
SharedProject Document::rebuilt(qsizetype index)
{
    Sqlite *reader = m_parts->reading();
    if (!reader)
        return nullptr;
    History &history = *m_parts->history;
    Project last;
    auto value =
        valueOf(*reader, history.path(), index, m_parts->snapshots, [&](qsizetype at, const Project &passed) {
            if (!history.valueAt(at))
                history.hold(at, std::make_shared<const Project>(passed), ownBytes(last, passed));
            last = passed;
        });
    return value ? history.valueAt(index) : nullptr;
}

int Document::undoCount() const
{
    return isReadOnly() ? 0 : int(m_parts->history->position());
}

int Document::redoCount() const
{
    return isReadOnly() ? 0 : int(m_parts->history->count() - m_parts->history->position());
}

QString Document::undoLabel() const
{
    return canUndo() ? labelOf(m_parts->history->position()) : QString();
}

QString Document::redoLabel() const
{
    return canRedo() ? labelOf(m_parts->history->position() + 1) : QString();
}

QString Document::labelOf(qsizetype step) const
{
    History &history = *m_parts->history;
    if (!history.labelAt(step).isNull())
        return history.labelAt(step);
    Sqlite *reader = m_parts->reading();
    if (!reader)
        return {};
    const auto record = readRecord(*reader, history.path().steps[step].state);
    const auto json =
        record && *record ? parseJsonObject((*record)->body) : Result<QJsonObject>(QJsonObject());
    const auto edit = json ? project::editFromJson(*json) : tl::unexpected(json.error());
    history.setLabel(step, edit ? project::labelOf(*edit) : tr("Change"));
    return history.labelAt(step);
}

QString Document::hash() const
{
    if (m_parts->hashSeq != m_seq) {
        m_parts->hash = project::hashOf(m_project);
        m_parts->hashSeq = m_seq;
    }
    return m_parts->hash;
}

Keeping Document::keeping() const
{
    return m_parts->keeping;
}

void Document::whenDurable(qint64 at, std::function<void()> then)
{
    if (at <= m_durableSeq)
        return then();
    m_parts->whenDurable.append({at, std::move(then)});
    m_parts->writer->hurry();
}

void Document::becameDurable(qint64 seq)
{
    m_durableSeq = std::max(m_durableSeq, seq);
    if (m_durableSeq == m_seq)
        setKeeping({KeepState::Kept, 0, {}});
    else if (m_parts->keeping.state == KeepState::Failing)
        setKeeping({KeepState::Keeping, m_parts->around.clock.nowMs(), {}});
    auto waiting = std::exchange(m_parts->whenDurable, {});
    for (auto &[at, then] : waiting) {
        if (at <= m_durableSeq)
            then();
        else
            m_parts->whenDurable.append({at, std::move(then)});
    }
}

void Document::setKeeping(const Keeping &keeping)
{
    if (m_parts->keeping == keeping)
        return;
    m_parts->keeping = keeping;
    Q_EMIT keepingChanged(keeping);
}

qint64 Document::freshId()
{
    for (;;) {
        const qint64 id = m_parts->around.random.id();
        bool taken = m_index.place(ClipId{id}).has_value();
        for (const project::Scene &scene : m_project.scenes) {
            taken = taken || scene.id.value == id;
            for (const project::Track &track : scene.tracks)
                taken = taken || track.id.value == id;
        }
        for (const project::Marker &marker : m_project.markers)
            taken = taken || marker.id.value == id;
        for (const project::Group &group : m_project.groups)
            taken = taken || group.id.value == id;
        if (!taken)
            return id;
    }
}

QString Document::title() const
{
    return m_project.name;
}

} // namespace icmp::document
