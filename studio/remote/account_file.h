// The account that `icmp-server demo` made for a try-out: read from a file only its owner can read, for
// loopback only.
#pragma once

#include "core/base/refusal.h"

#include <QUrl>

namespace icmp::remote {

struct DemoAccount {
    QString login;
    QString password;
    QByteArray seed; // of the one-time codes
    QString event;   // to open in the live panel; may be empty
};

// Fails when the file is missing, is readable by others than its owner, or is not an account file.
// A file with several accounts ("accounts": […]) gives the first whose role is `role`.
Outcome<DemoAccount> readAccountFile(const QString &path, const QString &role = QStringLiteral("creator"));
bool isLoopback(const QUrl &server);

} // namespace icmp::remote
