#include "core/settlement/points.h"

namespace icmp::settlement {

namespace {

const QString sourceEnd = QStringLiteral(":source");

// Collects the journals of one fact.
class Posting {
public:
    Posting(const session::State &before, const QString &event, const event::Fact &fact)
        : m_before(before), m_event(event), m_fact(fact)
    {
    }

    QList<ledger::Journal> journals() const { return m_journals; }

    void operator()(const event::AnswerGiven &answer)
    {
        if (answer.stake <= 0)
            return;
        grant({answer.voter});
        post("stake", {{viewerAccount(m_event, answer.voter), -answer.stake},
                       {stakeAccount(m_event, answer.element, answer.round), answer.stake}});
    }

    void operator()(const event::QuizScored &scored)
    {
        QList<qint64> earned;
        for (qsizetype i = 0; i < scored.voters.size(); ++i)
            earned.append(scored.points + scored.bonuses.value(i));
        issue("quiz", scored.voters, earned);
    }

    void operator()(const event::AwardEarned &award)
    {
        issue("award", award.voters, QList<qint64>(award.voters.size(), award.reward));
    }

    void operator()(const event::PredictionPaid &paid)
    {
        release("payout", stakeAccount(m_event, paid.element, paid.round), paid.voters, paid.amounts,
                paid.rest);
    }

    void operator()(const event::StakesReturned &returned)
    {
        release("refund", stakeAccount(m_event, returned.element, returned.round), returned.voters,
                returned.amounts, 0);
    }

    template <class Quiet>
    void operator()(const Quiet &)
    {
    }

private:
    void post(const char *kind, QList<ledger::Leg> legs)
    {
        const QString word = QString::fromLatin1(kind);
        m_journals.append({m_event + u'/' + QString::number(m_fact.seq) + u'/' + word, word,
                           ledger::pointsUnit, m_fact.atMs, std::move(legs)});
    }

    // From the source to these; whoever gets nothing has no leg.
    void issue(const char *kind, const QStringList &voters, const QList<qint64> &amounts)
    {
        QStringList earners;
        QList<ledger::Leg> legs;
        qint64 sum = 0;
        for (qsizetype i = 0; i < voters.size(); ++i) {
            if (amounts.at(i) == 0)
                continue;
            earners.append(voters.at(i));
            legs.append({viewerAccount(m_event, voters.at(i)), amounts.at(i)});
            sum += amounts.at(i);
        }
        if (legs.isEmpty())
            return;
        grant(earners);
        legs.prepend({pointsSource(m_event), -sum});
        post(kind, std::move(legs));
    }

    void release(const char *kind, const QString &pool, const QStringList &voters,
                 const QList<qint64> &amounts, qint64 rest)
    {
        QList<ledger::Leg> legs;
        qint64 sum = rest;
        for (qsizetype i = 0; i < voters.size(); ++i) {
            if (amounts.at(i) != 0)
                legs.append({viewerAccount(m_event, voters.at(i)), amounts.at(i)});
            sum += amounts.at(i);
        }
        if (rest != 0)
            legs.append({roundingAccount(m_event), rest});
        if (legs.isEmpty())
            return;
        legs.prepend({pool, -sum});
        post(kind, std::move(legs));
    }

    void grant(const QStringList &voters)
    {
        QList<ledger::Leg> legs;
        for (const QString &voter : voters) {
            if (!m_before.points.contains(voter))
                legs.append({viewerAccount(m_event, voter), session::grantPoints});
        }
        if (legs.isEmpty())
            return;
        legs.prepend({pointsSource(m_event), -session::grantPoints * legs.size()});
        post("grant", std::move(legs));
    }

    const session::State &m_before;
    const QString &m_event;
    const event::Fact &m_fact;
    QList<ledger::Journal> m_journals;
};

} // namespace

QString pointsSource(const QString &event)
{
    return event + sourceEnd;
}

QString viewerAccount(const QString &event, const QString &voter)
{
    return event + QStringLiteral(":viewer:") + voter;
}

QString stakeAccount(const QString &event, ClipId element, qint64 round)
{
    return event + QStringLiteral(":stake:") + element.toText() + u'.' + QString::number(round);
}

QString roundingAccount(const QString &event)
{
    return event + QStringLiteral(":rounding");
}

ledger::Overdraft overdraftOf(const QString &account)
{
    const bool source = account.endsWith(sourceEnd) && account.count(u':') == 1;
    return source ? ledger::Overdraft::Allowed : ledger::Overdraft::Forbidden;
}

QList<ledger::Journal> journalsOf(const session::State &before, const QString &event, const event::Fact &fact)
{
    Posting posting(before, event, fact);
    std::visit(posting, fact.content);
    return posting.journals();
}

} // namespace icmp::settlement
