#include "server/storage/field_cipher.h"

#include "tests/support/seeded_random.h"

#include <QTest>

using namespace icmp;
using namespace icmp::storage;

namespace {

const NamedKey key{QStringLiteral("field-1"), QByteArray(32, 'k')};
const FieldPlace place{"account_secret", "totp_seed", QStringLiteral("7")};

} // namespace

class FieldCipherTest : public QObject {
    Q_OBJECT

    test::SeededRandom m_random{11};

private Q_SLOTS:
    void whatWasSealedOpens()
    {
        for (const QByteArray &plain : {QByteArray(), QByteArray("seed"), QByteArray(100'000, '\0')}) {
            const QByteArray sealed = seal(key, place, plain, m_random);
            QVERIFY(plain.isEmpty() || !sealed.contains(plain));
            QCOMPARE(keyIdOf(sealed), key.id);
            const auto opened = unseal(key, place, sealed);
            QVERIFY(opened);
            QCOMPARE(*opened, plain);
        }
        QVERIFY(seal(key, place, "seed", m_random) != seal(key, place, "seed", m_random));
    }

    // P7: a ciphertext that was changed, moved elsewhere or meets another key does not open.
    void everyFlippedBitIsNoticed()
    {
        const QByteArray sealed = seal(key, place, "a secret of some length", m_random);
        int tried = 0;
        for (qsizetype i = 0; i < sealed.size(); ++i) {
            for (int bit = 0; bit < 8; ++bit) {
                QByteArray changed = sealed;
                changed[i] = char(changed[i] ^ (1 << bit));
                QVERIFY(!unseal(key, place, changed));
                ++tried;
            }
        }
        QVERIFY(tried > 400);
        for (qsizetype length = 0; length < sealed.size(); ++length)
            QVERIFY(!unseal(key, place, sealed.left(length)));
        QVERIFY(!unseal(key, place, sealed + 'x'));
    }

    void aFieldOpensOnlyInItsPlace()
    {
        const QByteArray sealed = seal(key, place, "seed", m_random);
        QVERIFY(!unseal(key, {"account_secret", "totp_seed", QStringLiteral("8")}, sealed));
        QVERIFY(!unseal(key, {"account_secret", "password", QStringLiteral("7")}, sealed));
        QVERIFY(!unseal(key, {"account", "totp_seed", QStringLiteral("7")}, sealed));
        QVERIFY(!unseal({key.id, QByteArray(32, 'o')}, place, sealed));
        QVERIFY(!unseal({QStringLiteral("field-2"), key.bytes}, place, sealed));
        QVERIFY(!unseal({}, place, sealed));
    }
};

QTEST_GUILESS_MAIN(FieldCipherTest)
#include "field_cipher_test.moc"
