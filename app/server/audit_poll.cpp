#include "app/server/audit_poll.h"

#include "app/platform/ed25519.h"
#include "app/platform/files.h"
#include "core/base/hash.h"
#include "core/base/strict_json.h"
#include "core/event/poll_audit.h"

#include <QTextStream>

namespace icmp::server {

namespace {

constexpr qint64 exportBytesMax = qint64(1) << 30; // a million answers take about 250 MB
constexpr qint64 smallFileBytesMax = 64 * 1024;    // a key or a receipt

// The key as text, or as the answer of GET /v1/audit/key.
Outcome<QByteArray> keyFrom(const QString &path)
{
    const auto bytes = platform::readWhole(path, smallFileBytesMax);
    if (!bytes)
        return bytes;
    const auto json = parseJsonObject(*bytes);
    const QString text =
        json ? json->value(QLatin1String("key")).toString() : QString::fromLatin1(*bytes).trimmed();
    const QByteArray key = fromBase64Url(text);
    if (key.size() != event::publicKeyBytes)
        return fail(QStringLiteral("%1 holds no public key.").arg(path),
                    QStringLiteral("Save the answer of GET /v1/audit/key there."));
    return key;
}

Outcome<QByteArray> said(const Refusal &refusal, const QString &path)
{
    return fail(QStringLiteral("%1 does not hold: %2").arg(path, describe(refusal)));
}

Outcome<QByteArray> checkReceipt(const event::PollReport &report, const QString &path)
{
    const auto bytes = platform::readWhole(path, smallFileBytesMax);
    if (!bytes)
        return bytes;
    const auto json = parseJsonObject(*bytes);
    if (!json)
        return said(json.error(), path);
    const auto receipt = event::receiptFromJson(*json);
    if (!receipt)
        return said(receipt.error(), path);
    if (const auto right = event::check(*receipt, report.publicKey, platform::isSignedBy); !right)
        return said(right.error(), path);
    if (const auto held = event::holds(report, *receipt); !held)
        return fail(
            QStringLiteral("The receipt is good and the file is not: %1").arg(describe(held.error())));
    return QByteArray();
}

void print(const event::PollReport &report, bool keyGiven)
{
    QTextStream out(stdout);
    out << "Event " << report.event << ", question " << report.element << ": " << report.batches
        << " signed batches, " << report.answers << " answers with their changes.\n";
    for (auto round = report.rounds.begin(); round != report.rounds.end(); ++round) {
        out << "Round " << round.key() << ": " << round->voters << " voters"
            << (round->told ? ", as viewers were told" : "") << ".\n";
        for (auto choice = round->tally.begin(); choice != round->tally.end(); ++choice)
            out << "  " << (choice.key().isEmpty() ? QStringLiteral("(none)") : choice.key()) << ": "
                << *choice << '\n';
    }
    if (!keyGiven)
        out << "Checked with the file's own key " << toBase64Url(report.publicKey)
            << "; give --key FILE to be sure whose it is.\n";
    out << "Every root, signature and count holds.\n";
}

Outcome<QByteArray> run(const Options &options)
{
    QByteArray key;
    if (!options.keyFile.isEmpty()) {
        const auto read = keyFrom(options.keyFile);
        if (!read)
            return read;
        key = *read;
    }
    const auto file = platform::readWhole(options.file, exportBytesMax);
    if (!file)
        return file;
    const auto report = event::checkPoll(*file, key, platform::isSignedBy);
    if (!report)
        return said(report.error(), options.file);
    if (!options.receiptFile.isEmpty()) {
        if (const auto held = checkReceipt(*report, options.receiptFile); !held)
            return held;
    }
    print(*report, !key.isEmpty());
    return QByteArray();
}

} // namespace

int auditPoll(const Options &options)
{
    const auto done = run(options);
    if (!done)
        QTextStream(stderr) << "icmp-server: " << done.error().what << ' ' << done.error().advice << '\n';
    return done ? 0 : 1;
}

} // namespace icmp::server
