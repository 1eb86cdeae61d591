// The last batches that receipts were asked from, opened, because the viewers of a show ask for theirs in the
// same minute.
#pragma once

#include "core/event/event_log.h"
#include "core/event/receipt.h"

#include <deque>
#include <memory>
#include <mutex>

namespace icmp::server {

inline constexpr int openBatchesMax = 32; // of 2,000 answers each about 16 MB

// Thread-safe; reading blocks.
class ReceiptShelf {
public:
    explicit ReceiptShelf(event::EventLog &log) : m_log(log) {}

    // "<batch>.<leaf>" of this event. refuses  BadText, UnknownId
    Outcome<Result<event::Receipt>> receipt(const QString &event, const QString &text);

private:
    using Opened = std::shared_ptr<const event::BatchTree>;
    struct Slot {
        QString event;
        qint64 number;
        qint64 firstSeq;
        Opened tree;
    };
    Outcome<std::optional<Slot>> find(const QString &event, qint64 number);

    event::EventLog &m_log;
    std::mutex m_mutex;
    std::deque<Slot> m_slots; // newest first
};

// The facts of one batch, in order. fails  when storage does not answer or one cannot be read
Outcome<QList<event::Fact>> factsOf(event::EventLog &log, const QString &event, const event::Batch &batch);

} // namespace icmp::server
