#include "core/base/merkle.h"

#include "core/base/hash.h"

#include <QTest>

using namespace icmp;

class MerkleTest : public QObject {
    Q_OBJECT

    static QList<QByteArray> leaves(int count)
    {
        QList<QByteArray> hashes;
        for (int i = 0; i < count; ++i)
            hashes.append(merkle::leafHash(QByteArray::number(i)));
        return hashes;
    }

private Q_SLOTS:
    // The test vectors of RFC 6962's reference implementation (certificate-transparency, merkle_tree_test).
    void rootsAreThoseOfTheStandard()
    {
        const QList<QByteArray> inputs{"",
                                       QByteArray::fromHex("00"),
                                       QByteArray::fromHex("10"),
                                       QByteArray::fromHex("2021"),
                                       QByteArray::fromHex("3031"),
                                       QByteArray::fromHex("40414243"),
                                       QByteArray::fromHex("5051525354555657"),
                                       QByteArray::fromHex("606162636465666768696a6b6c6d6e6f")};
        const QList<QByteArray> roots{"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                                      "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                                      "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
                                      "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
                                      "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
                                      "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
                                      "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
                                      "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
                                      "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};
        QList<QByteArray> hashes;
        QCOMPARE(merkle::rootOf(hashes).toHex(), roots.at(0));
        for (qsizetype i = 0; i < inputs.size(); ++i) {
            hashes.append(merkle::leafHash(inputs.at(i)));
            QCOMPARE(merkle::rootOf(hashes).toHex(), roots.at(i + 1));
        }
    }

    void everyLeafOfEveryTreeHasAPathToTheRoot()
    {
        for (int size = 1; size <= 65; ++size) {
            const QList<QByteArray> hashes = leaves(size);
            const merkle::Tree tree(hashes);
            for (int i = 0; i < size; ++i)
                QCOMPARE(merkle::rootFrom(hashes.at(i), i, size, tree.path(i)).value_or(""), tree.root());
        }
    }

    void aPathProvesNothingElse()
    {
        const QList<QByteArray> hashes = leaves(13);
        const QByteArray root = merkle::rootOf(hashes);
        QList<QByteArray> path = merkle::Tree(hashes).path(5);
        QVERIFY(merkle::rootFrom(hashes.at(6), 5, 13, path) != root);
        QVERIFY(merkle::rootFrom(hashes.at(5), 4, 13, path) != root);
        QVERIFY(!merkle::rootFrom(hashes.at(5), 13, 13, path));
        QVERIFY(!merkle::rootFrom(hashes.at(5), -1, 13, path));
        QVERIFY(!merkle::rootFrom(hashes.at(5), 5, 13, path.mid(1)));
        QVERIFY(!merkle::rootFrom(hashes.at(5), 5, 13, path + path.mid(0, 1)));
        path[2][7] = char(path.at(2).at(7) ^ 1);
        QVERIFY(merkle::rootFrom(hashes.at(5), 5, 13, path) != root);
    }
};

QTEST_GUILESS_MAIN(MerkleTest)
#include "merkle_test.moc"
