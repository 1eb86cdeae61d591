// Passwords as Argon2id strings, after a pepper that the database does not hold.
#pragma once

#include "core/base/refusal.h"

#include <QByteArray>
#include <QString>

namespace icmp::identity {

// 108 ms and 64 MiB on a 2-core machine. The floor of what is ever made is 2 passes over 19 MiB.
struct PasswordCost {
    int passes = 3;
    qint64 memoryBytes = 64 * 1024 * 1024;
};

enum class PasswordVerdict { Right, RightButOld, Wrong }; // RightButOld: hash it again with the present cost

class PasswordHash {
public:
    PasswordHash(PasswordCost cost, QByteArray pepper);

    // The string to store, with its parameters and a fresh salt. fails  when there is not enough memory
    Outcome<QString> make(const QString &password) const;
    // Costs the same whatever `stored` is: anything that is no hash of ours is compared with a stranger's.
    PasswordVerdict check(const QString &stored, const QString &password) const;

private:
    QByteArray peppered(const QString &password) const;

    PasswordCost m_cost;
    QByteArray m_pepper;
    QByteArray m_stranger;
};

} // namespace icmp::identity
