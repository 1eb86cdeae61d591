// A log in memory that can be told to fail, and a catalogue of one show.
#pragma once

#include "core/catalogue/show_store.h"
#include "core/event/event_log.h"

#include <atomic>
#include <condition_variable>
#include <mutex>

namespace icmp::test {

inline const QString eventId = QStringLiteral("ev_test");

class MemoryLog : public event::EventLog {
public:
    Outcome<QList<event::StoredFact>> facts(const QString &, qint64 after, int max) override
    {
        return stored.mid(after, max);
    }
    Outcome<QList<event::StoredAnswer>> answers(const QString &) override
    {
        return QList<event::StoredAnswer>();
    }
    Outcome<QList<event::Batch>> batches(const QString &, qint64 after, int max) override
    {
        return sealed.mid(after, max);
    }
    void append(QList<event::Addition> additions, Done<Outcome<void>> done) override
    {
        {
            std::unique_lock lock(m_gate);
            m_waits = m_closed;
            m_opened.wait(lock, [this] { return !m_closed; });
            m_waits = false;
        }
        if (broken)
            return done(fail(QStringLiteral("The disk is full.")));
        for (const event::Addition &addition : additions) {
            stored += addition.facts;
            journals += addition.journals;
            if (addition.batch)
                sealed.append(*addition.batch);
        }
        done({});
    }

    // A disk that takes its time: append() does not return until it is let go.
    void hold(bool closed)
    {
        const std::lock_guard lock(m_gate);
        m_closed = closed;
        m_opened.notify_all();
    }
    bool isWaiting()
    {
        const std::lock_guard lock(m_gate);
        return m_waits;
    }

    QList<event::StoredFact> stored;
    QList<ledger::Journal> journals;
    QList<event::Batch> sealed;
    std::atomic<bool> broken = false;

private:
    std::mutex m_gate;
    std::condition_variable m_opened;
    bool m_closed = false;
    bool m_waits = false;
};

class OneShow : public catalogue::ShowStore {
public:
    Outcome<std::optional<catalogue::Show>> show(const QString &) override { return std::nullopt; }
    Outcome<QList<catalogue::Show>> showsOf(AccountId) override { return QList<catalogue::Show>(); }
    Outcome<QList<AccountId>> membersOf(const QString &) override { return QList<AccountId>(); }
    Outcome<std::optional<catalogue::Event>> event(const QString &id) override
    {
        if (id != eventId)
            return std::nullopt;
        return std::optional(catalogue::Event{id, QStringLiteral("sh_test")});
    }
    Outcome<QList<catalogue::Event>> eventsOf(const QString &) override { return QList<catalogue::Event>(); }
    Outcome<std::optional<catalogue::Version>> currentVersion(const QString &) override { return version; }
    Outcome<QList<catalogue::Version>> versionsOf(const QString &) override
    {
        return QList<catalogue::Version>();
    }
    Outcome<std::optional<catalogue::Object>> object(const QString &) override { return std::nullopt; }
    Outcome<QList<catalogue::Object>> objects(const QStringList &) override
    {
        return QList<catalogue::Object>();
    }
    void createShow(catalogue::NewShow, Done<Outcome<Result<catalogue::Event>>>) override {}
    void recordObject(catalogue::Object, Done<Outcome<Result<catalogue::Object>>>) override {}
    void addVersion(catalogue::NewVersion, Done<Outcome<Result<catalogue::Version>>>) override {}
    void setMode(QString, catalogue::EventMode, Done<Outcome<Result<catalogue::Event>>>) override {}

    std::optional<catalogue::Version> version;
};

} // namespace icmp::test
