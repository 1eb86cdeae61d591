#include "app/server/receipt_shelf.h"

namespace icmp::server {

Outcome<QList<event::Fact>> factsOf(event::EventLog &log, const QString &event, const event::Batch &batch)
{
    const auto stored = log.facts(event, batch.firstSeq - 1, int(batch.size()));
    if (!stored)
        return tl::unexpected(stored.error());
    QList<event::Fact> facts;
    for (const event::StoredFact &one : *stored) {
        auto fact = event::restored(one);
        if (!fact)
            return fail(QStringLiteral("A stored fact of event %1 cannot be read.").arg(event),
                        QStringLiteral("Restore the database from its last backup."));
        facts.append(std::move(*fact));
    }
    return facts;
}

Outcome<std::optional<ReceiptShelf::Slot>> ReceiptShelf::find(const QString &event, qint64 number)
{
    {
        const std::lock_guard lock(m_mutex);
        for (const Slot &slot : m_slots) {
            if (slot.number == number && slot.event == event)
                return std::optional(slot);
        }
    }
    const auto batches = m_log.batches(event, number - 1, 1);
    if (!batches)
        return tl::unexpected(batches.error());
    if (batches->isEmpty() || batches->first().number != number)
        return std::optional<Slot>();
    const event::Batch &batch = batches->first();
    const auto facts = factsOf(m_log, event, batch);
    if (!facts)
        return tl::unexpected(facts.error());
    Slot slot{event, number, batch.firstSeq, std::make_shared<const event::BatchTree>(event, batch, *facts)};
    const std::lock_guard lock(m_mutex);
    m_slots.push_front(slot);
    if (m_slots.size() > openBatchesMax)
        m_slots.pop_back();
    return std::optional(slot);
}

Outcome<Result<event::Receipt>> ReceiptShelf::receipt(const QString &event, const QString &text)
{
    using Told = Result<event::Receipt>;
    const auto place = event::receiptPlace(text);
    if (!place)
        return Told(tl::unexpected(place.error()));
    const auto slot = find(event, place->batch);
    if (!slot)
        return tl::unexpected(slot.error());
    if (!*slot)
        return Told(refuse(RefusalCode::UnknownId, QStringLiteral("receipt")));
    return (*slot)->tree->receipt((*slot)->firstSeq + place->leaf - 1);
}

} // namespace icmp::server
