// What the studio remembers between runs. Each setting is declared once, here, with key, default, range and
// label; reading clamps to the range, so a damaged file never reaches a widget.
#pragma once

#include <QObject>
#include <QSettings>
#include <QString>
#include <QVariant>
#include <memory>

namespace icmp::settings {

template <class T>
struct Setting {
    const char *key; // in the file; never renamed
    T fallback;
    const char *label; // translated under the context "Settings"
    T least = {};      // numbers only; least == most means no range
    T most = {};
};

enum class Appearance { System, Dark, Light, HighContrast };

namespace declared {

inline constexpr Setting<int> appearance{"look/appearance", int(Appearance::System),
                                         QT_TRANSLATE_NOOP("Settings", "Appearance"), 0, 3};
inline constexpr Setting<int> textPercent{"look/text-percent", 100,
                                          QT_TRANSLATE_NOOP("Settings", "Text size"), 100, 200};
inline constexpr Setting<bool> snapping{"timeline/snapping", true, QT_TRANSLATE_NOOP("Settings", "Snapping")};
inline constexpr Setting<bool> ripple{"timeline/ripple", false,
                                      QT_TRANSLATE_NOOP("Settings", "Ripple edits")};
inline constexpr Setting<int> snapPixels{"timeline/snap-pixels", 8,
                                         QT_TRANSLATE_NOOP("Settings", "Snapping distance"), 2, 32};
// Window managers take Alt for themselves in places; Qt::KeyboardModifier as a number.
inline constexpr Setting<int> snapOffModifier{"timeline/snap-off-modifier", int(Qt::AltModifier),
                                              QT_TRANSLATE_NOOP("Settings", "Key that turns snapping off")};
inline constexpr Setting<int> insertLengthMs{"timeline/insert-length-ms", 8'000,
                                             QT_TRANSLATE_NOOP("Settings", "Length of a new element"), 100,
                                             3'600'000};
inline constexpr Setting<int> frameCacheMiB{
    "media/frame-cache-mib", 256, QT_TRANSLATE_NOOP("Settings", "Memory for preview frames"), 32, 8'192};
inline constexpr Setting<bool> makeProxies{"media/make-proxies", true,
                                           QT_TRANSLATE_NOOP("Settings", "Make proxies on import")};
inline constexpr Setting<const char *> serverAddress{"server/address", "http://127.0.0.1:8420",
                                                     QT_TRANSLATE_NOOP("Settings", "Server")};
inline constexpr Setting<int> volume{"preview/volume", 70, QT_TRANSLATE_NOOP("Settings", "Volume"), 0, 100};

} // namespace declared

class Settings : public QObject {
    Q_OBJECT
public:
    // `file` is an INI file; without one the user's own is used.
    explicit Settings(const QString &file = {});

    template <class T>
    T get(const Setting<T> &setting) const
    {
        const QVariant stored = m_store->value(QLatin1String(setting.key));
        if (!stored.isValid() || !stored.canConvert<T>())
            return setting.fallback;
        return clamped(setting, stored.value<T>());
    }
    QString get(const Setting<const char *> &setting) const;

    template <class T>
    void set(const Setting<T> &setting, T value)
    {
        write(setting.key, QVariant::fromValue(clamped(setting, value)));
    }
    void set(const Setting<const char *> &setting, const QString &value);

    // Opaque state of windows and docks, by role and name ("layout/creator").
    QByteArray blob(const QString &name) const;
    void setBlob(const QString &name, const QByteArray &bytes);

    QSettings &store() { return *m_store; }

Q_SIGNALS:
    void changed(const QString &key);

private:
    template <class T>
    static T clamped(const Setting<T> &setting, T value)
    {
        if constexpr (!std::is_same_v<T, bool>) {
            if (setting.least != setting.most)
                return value < setting.least ? setting.least : value > setting.most ? setting.most : value;
        }
        return value;
    }
    void write(const char *key, const QVariant &value);

    std::unique_ptr<QSettings> m_store;
};

} // namespace icmp::settings
