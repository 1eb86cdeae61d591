// How fast an audit is verified offline: rows read from a database file, chained, and held against signed
// checkpoints. The bar is 50,000 rows a second.
#include "app/platform/ed25519.h"
#include "core/identity/audit/audit_judge.h"
#include "server/storage/audit_table.h"
#include "server/storage/schema.h"

#include <QTemporaryDir>
#include <benchmark/benchmark.h>

using namespace icmp;
using namespace icmp::identity;
using namespace icmp::storage;

namespace {

constexpr qint64 rowCount = 200'000;
constexpr qint64 checkpointEvery = 1'000;

struct Book {
    QTemporaryDir folder;
    std::unique_ptr<Connection> connection;
    platform::Ed25519Signer signer{QByteArray(32, 's')};
    QList<Checkpoint> checkpoints;

    Book()
    {
        connection = std::move(*Connection::open({Engine::Sqlite, folder.filePath(QStringLiteral("a.db"))}));
        if (!migrate(*connection) || !connection->runDialect("begin"))
            qFatal("The database cannot be made.");
        AuditTable table(*connection);
        for (qint64 i = 1; i <= rowCount; ++i) {
            AuditRow row{1'790'000'000'000 + i, QStringLiteral("4503599627370496"),
                         QStringLiteral("account.roles"), QStringLiteral("2251799813685248")};
            row.session = QStringLiteral("0123456789abcdef");
            row.before = row.after = row.intent = QString(64, u'a');
            row.proof = QStringLiteral("device+totp");
            if (!table.append(row))
                qFatal("A row cannot be written.");
            if (i % checkpointEvery == 0)
                sign(*table.last(), row.atMs);
        }
        if (!connection->runDialect("commit"))
            qFatal("The rows cannot be kept.");
    }

    void sign(const AuditRow &head, qint64 atMs)
    {
        Checkpoint checkpoint{head.number, head.hash, atMs};
        checkpoint.signature = signer.sign(signedBytes(checkpoint));
        checkpoints.append(checkpoint);
    }
};

void verify(benchmark::State &state)
{
    Book book;
    for (auto _ : state) {
        AuditJudge judge(book.checkpoints, book.signer.publicKey(), platform::isSignedBy);
        const auto read = AuditTable(*book.connection).each([&](const AuditRow &row) { judge.take(row); });
        const auto verdict = judge.finish();
        if (!read || !verdict.isSound() || verdict.rows != rowCount)
            state.SkipWithError("the audit is not sound");
    }
    state.SetItemsProcessed(state.iterations() * rowCount);
}
BENCHMARK(verify)->Unit(benchmark::kMillisecond);

} // namespace

BENCHMARK_MAIN();
