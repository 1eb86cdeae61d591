#include "core/identity/second_factor.h"
#include "core/identity/totp.h"
#include "tests/support/seeded_random.h"

#include <QSet>
#include <QTest>

using namespace icmp;
using namespace icmp::identity;

namespace {

constexpr qint64 nowMs = 1'790'000'000'000;
const QByteArray seed("12345678901234567890");

} // namespace

class SecondFactorTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void fiveWrongGuessesPauseAndFifteenLock()
    {
        FactorState state;
        qint64 now = nowMs;
        int paid = 0;
        int pauses = 0;
        for (;;) {
            const auto spent = spendGuess(state, now);
            if (spent) {
                state = *spent;
                ++paid;
                continue;
            }
            if (spent.error().code == RefusalCode::FactorLocked)
                break;
            QCOMPARE(spent.error().code, RefusalCode::TooOften);
            QCOMPARE(spent.error().detail, QStringLiteral("900"));
            QCOMPARE(paid, 5 * (pauses + 1));
            ++pauses;
            QVERIFY(!spendGuess(state, now + guessPauseMs - 1));
            now += guessPauseMs;
        }
        QCOMPARE(paid, guessesBeforeLock);
        QCOMPARE(pauses, 2);
        QVERIFY(!spendGuess(state, now + 1000 * guessPauseMs));
    }

    void aRightCodeClearsTheBudget()
    {
        FactorState state;
        for (int i = 0; i < 4; ++i)
            state = *spendGuess(state, nowMs);
        state = acceptStep(*spendGuess(state, nowMs), 77);
        QCOMPARE(state, (FactorState{77, 0, 0}));
        QVERIFY(spendGuess(state, nowMs));
    }

    void aUsedCodeIsNoWrongGuess()
    {
        FactorState state;
        for (int i = 0; i < 5; ++i)
            state = *spendGuess(state, nowMs);
        QVERIFY(!spendGuess(state, nowMs));
        state = refundGuess(state);
        QCOMPARE(state.wrongInARow, 4);
        QVERIFY(spendGuess(state, nowMs));
        QCOMPARE(refundGuess(FactorState{}), FactorState{});
    }

    void aStepIsAcceptedOnce()
    {
        const qint64 step = totpStepAt(nowMs);
        FactorState state;
        const QString code = totpCode(seed, step);
        QCOMPARE(*judgeCode(state, seed, code, nowMs), step);
        state = acceptStep(state, step);
        const auto again = judgeCode(state, seed, code, nowMs);
        QCOMPARE(again.error().code, RefusalCode::CodeUsed);
        QCOMPARE(again.error().detail.toLongLong(), ((step + 1) * totpStepMs - nowMs + 999) / 1000);
        QVERIFY(!judgeCode(state, seed, totpCode(seed, step - 1), nowMs));
        QCOMPARE(*judgeCode(state, seed, totpCode(seed, step + 1), nowMs), step + 1);
        QCOMPARE(judgeCode(state, seed, QStringLiteral("000000"), nowMs).error().code,
                 RefusalCode::WrongCredentials);
    }

    void recoveryCodesAreReadHoweverTheyAreTyped()
    {
        test::SeededRandom random(3);
        const RecoveryCodes codes = freshRecoveryCodes(random);
        QCOMPARE(codes.texts.size(), recoveryCodeCount);
        QCOMPARE(QSet<QString>(codes.texts.begin(), codes.texts.end()).size(), recoveryCodeCount);
        QVERIFY(recoveryCodeBytes * 8 >= 112);
        for (int i = 0; i < recoveryCodeCount; ++i) {
            QCOMPARE(recoveryCodeHash(codes.texts[i]), codes.hashes[i]);
            QCOMPARE(recoveryCodeHash(codes.texts[i].toUpper().remove(u'-')), codes.hashes[i]);
        }
        QVERIFY(!recoveryCodeHash(QStringLiteral("abcd")));
        QVERIFY(!recoveryCodeHash(QString(1'000'000, u'a')));
    }
};

QTEST_GUILESS_MAIN(SecondFactorTest)
#include "second_factor_test.moc"
