// The one transaction in which a proven intent is used, judged again, executed and written into the audit.
#pragma once

#include "server/storage/identity/high_actions.h"
#include "server/storage/identity/intent_table.h"

namespace icmp::storage {

class ConfirmIntent {
public:
    ConfirmIntent(Connection &connection, SubjectKeys &keys, Random &random,
                  const identity::Confirmation &confirmation)
        : m_connection(connection), m_table(connection, keys, random), m_actions(connection, keys),
          m_confirmation(confirmation)
    {
    }

    // Keep after what happened, also when it was only that a proposal became void.
    struct Told {
        Result<identity::Confirmed> result;
        bool keep = false;
    };
    Outcome<Told> run(const identity::Opened &opened);

private:
    // The intent, the code's step and the session, all still good.
    Outcome<Result<identity::Account>> consume(const identity::Opened &opened);
    Outcome<Told> decide(const identity::Opened &opened, const identity::Wanted &wanted,
                         const identity::Account &account);
    Outcome<Told> execute(const identity::Opened &opened, const identity::Wanted &wanted);
    Outcome<Told> approve(const identity::Opened &opened, const identity::Wanted &wanted, qint64 person);
    Outcome<Told> giveUp(const identity::Opened &opened, const identity::Wanted &wanted,
                         const Refusal &refusal);
    Outcome<void> note(const identity::Opened &opened, const identity::Wanted &wanted, const QString &result,
                       const QString &object);

    Connection &m_connection;
    IntentTable m_table;
    HighActions m_actions;
    const identity::Confirmation &m_confirmation;
};

} // namespace icmp::storage
