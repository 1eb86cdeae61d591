#include "app/platform/ed25519.h"

#include "app/platform/key_folder.h"
#include "app/platform/system_ports.h"

#include <QTemporaryDir>
#include <QTest>

using namespace icmp;
using namespace icmp::platform;

class Ed25519Test : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // RFC 8032, section 7.1, test 2.
    void itIsTheStandards()
    {
        Ed25519Signer signer(
            QByteArray::fromHex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"));
        QCOMPARE(signer.publicKey().toHex(),
                 QByteArray("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"));
        const QByteArray signature = signer.sign(QByteArray(1, '\x72'));
        QCOMPARE(signature.toHex(),
                 QByteArray("92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                            "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"));
        QVERIFY(isSignedBy(QByteArray(1, '\x72'), signature, signer.publicKey()));
    }

    void anyChangeIsSeen()
    {
        Ed25519Signer signer(QByteArray(32, 's'));
        const QByteArray text = "who did what";
        const QByteArray signature = signer.sign(text);
        for (qsizetype i = 0; i < signature.size(); ++i) {
            QByteArray changed = signature;
            changed[i] = char(changed[i] ^ 1);
            QVERIFY(!isSignedBy(text, changed, signer.publicKey()));
        }
        QVERIFY(!isSignedBy(text + ' ', signature, signer.publicKey()));
        QVERIFY(!isSignedBy(text, signature.left(63), signer.publicKey()));
        QVERIFY(!isSignedBy(text, signature, {}));
    }

    void theInstallationsKeyIsItsSeed()
    {
        const QTemporaryDir folder;
        SystemRandom random;
        KeyFolder keys(folder.path(), random);
        const auto one = Ed25519Signer::open(keys, QStringLiteral("audit"));
        const auto again = Ed25519Signer::open(keys, QStringLiteral("audit"));
        const auto other = Ed25519Signer::open(keys, QStringLiteral("votes"));
        QVERIFY(one && again && other);
        QCOMPARE((*one)->publicKey(), (*again)->publicKey());
        QVERIFY((*one)->publicKey() != (*other)->publicKey());
    }
};

QTEST_GUILESS_MAIN(Ed25519Test)
#include "ed25519_test.moc"
