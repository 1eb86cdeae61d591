// A TLS server's own certificate, made for one test, which nobody vouches for.
#pragma once

#include <QFile>
#include <QProcess>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>
#include <QTemporaryDir>
#include <optional>

namespace icmp::test {

// name: whom it is for, as OpenSSL writes a subjectAltName: "IP:127.0.0.1". Nothing without openssl.
inline std::optional<QSslConfiguration> selfSigned(const QString &name)
{
    const QTemporaryDir folder;
    const QString key = folder.filePath(QStringLiteral("key.pem"));
    const QString certificate = folder.filePath(QStringLiteral("cert.pem"));
    QProcess openssl;
    openssl.start(QStringLiteral("openssl"),
                  {QStringLiteral("req"), QStringLiteral("-x509"), QStringLiteral("-newkey"),
                   QStringLiteral("rsa:2048"), QStringLiteral("-nodes"), QStringLiteral("-subj"),
                   QStringLiteral("/CN=test"), QStringLiteral("-addext"),
                   QStringLiteral("subjectAltName=") + name, QStringLiteral("-keyout"), key,
                   QStringLiteral("-out"), certificate});
    QFile keyFile(key);
    if (!openssl.waitForFinished(30'000) || openssl.exitCode() != 0 || !keyFile.open(QIODevice::ReadOnly))
        return std::nullopt;
    QSslConfiguration made = QSslConfiguration::defaultConfiguration();
    made.setLocalCertificateChain(QSslCertificate::fromPath(certificate));
    made.setPrivateKey(QSslKey(keyFile.readAll(), QSsl::Rsa));
    return made;
}

} // namespace icmp::test
