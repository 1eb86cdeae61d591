#include "studio/settings/settings.h"

namespace icmp::settings {

namespace {

constexpr qsizetype blobBytesMax = 256 * 1024; // a dock layout is about 2 KiB

QString blobKey(const QString &name)
{
    return QStringLiteral("blob/") + name;
}

} // namespace

Settings::Settings(const QString &file)
    : m_store(file.isEmpty() ? std::make_unique<QSettings>(QSettings::IniFormat, QSettings::UserScope,
                                                           QStringLiteral("icmp"), QStringLiteral("studio"))
                             : std::make_unique<QSettings>(file, QSettings::IniFormat))
{
}

QString Settings::get(const Setting<const char *> &setting) const
{
    return m_store->value(QLatin1String(setting.key), QString::fromUtf8(setting.fallback)).toString();
}

void Settings::set(const Setting<const char *> &setting, const QString &value)
{
    write(setting.key, value);
}

QByteArray Settings::blob(const QString &name) const
{
    const QByteArray bytes = m_store->value(blobKey(name)).toByteArray();
    return bytes.size() <= blobBytesMax ? bytes : QByteArray();
}

void Settings::setBlob(const QString &name, const QByteArray &bytes)
{
    if (bytes.size() <= blobBytesMax)
        m_store->setValue(blobKey(name), bytes);
}

void Settings::write(const char *key, const QVariant &value)
{
    const QString name = QLatin1String(key);
    if (m_store->value(name) == value)
        return;
    m_store->setValue(name, value);
    Q_EMIT changed(name);
}

} // namespace icmp::settings
