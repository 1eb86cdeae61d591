// A log in memory that can be told to fail, and a catalogue of one show.
#pragma once

#include "core/catalogue/show_store.h"
#include "core/event/event_log.h"

#include <atomic>

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
    void append(QList<event::Addition> additions, Done<Outcome<void>> done) override
    {
        if (broken)
            return done(fail(QStringLiteral("The disk is full.")));
        for (const event::Addition &addition : additions)
            stored += addition.facts;
        done({});
    }

    QList<event::StoredFact> stored;
    std::atomic<bool> broken = false;
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
