#include "core/base/strict_json.h"

#include <QJsonArray>
#include <QSet>
#include <QStringDecoder>
#include <algorithm>
#include <charconv>
#include <vector>

namespace icmp {

namespace {

class Parser {
public:
    Parser(const QByteArray &utf8, int depthMax) : m_text(utf8), m_depthMax(depthMax) {}

    Result<QJsonValue> document()
    {
        auto value = parseValue(0);
        if (!value)
            return value;
        skipSpace();
        if (m_at != m_text.size())
            return bad(QStringLiteral("There is text after the end."));
        return value;
    }

private:
    tl::unexpected<Refusal> bad(const QString &detail, RefusalCode code = RefusalCode::BadDocument) const
    {
        return refuse(code, QStringLiteral("byte %1").arg(m_at), detail);
    }

    char peek() const { return m_at < m_text.size() ? m_text[m_at] : '\0'; }
    bool take(char c) { return peek() == c && m_at < m_text.size() ? (++m_at, true) : false; }

    void skipSpace()
    {
        while (m_at < m_text.size() && (peek() == ' ' || peek() == '\n' || peek() == '\r' || peek() == '\t'))
            ++m_at;
    }

    bool takeWord(const char *word)
    {
        const qsizetype length = qsizetype(qstrlen(word));
        if (m_text.mid(m_at, length) != word)
            return false;
        m_at += length;
        return true;
    }

    Result<QJsonValue> parseValue(int depth)
    {
        if (depth > m_depthMax)
            return bad(QStringLiteral("Nested deeper than %1.").arg(m_depthMax));
        skipSpace();
        switch (peek()) {
        case '{':
            return parseObject(depth);
        case '[':
            return parseArray(depth);
        case '"': {
            auto text = parseString();
            if (!text)
                return tl::unexpected(text.error());
            return QJsonValue(*text);
        }
        default:
            break;
        }
        if (takeWord("true"))
            return QJsonValue(true);
        if (takeWord("false"))
            return QJsonValue(false);
        if (takeWord("null"))
            return QJsonValue(QJsonValue::Null);
        return parseNumber();
    }

    Result<QJsonValue> parseNumber()
    {
        const char *begin = m_text.constData() + m_at;
        const char *end = m_text.constData() + m_text.size();
        qint64 value = 0;
        const auto [stopped, error] = std::from_chars(begin, end, value);
        if (error == std::errc::invalid_argument)
            return bad(QStringLiteral("A value is expected."));
        const char *digits = *begin == '-' ? begin + 1 : begin;
        if (error != std::errc() || (*digits == '0' && stopped - digits > 1) ||
            (*digits == '0' && digits != begin))
            return bad(QStringLiteral("Only whole numbers within 64 bits are allowed."),
                       RefusalCode::BadNumber);
        m_at += stopped - begin;
        if (peek() == '.' || peek() == 'e' || peek() == 'E')
            return bad(QStringLiteral("Only whole numbers are allowed."), RefusalCode::BadNumber);
        return QJsonValue(value);
    }

    Result<QJsonValue> parseArray(int depth)
    {
        ++m_at;
        QJsonArray array;
        skipSpace();
        if (take(']'))
            return QJsonValue(array);
        while (true) {
            auto value = parseValue(depth + 1);
            if (!value)
                return value;
            array.append(*value);
            skipSpace();
            if (take(']'))
                return QJsonValue(array);
            if (!take(','))
                return bad(QStringLiteral("A comma or ] is expected."));
        }
    }

    Result<QJsonValue> parseObject(int depth)
    {
        ++m_at;
        // Members are gathered and sorted once: inserting one by one into QJsonObject is quadratic.
        std::vector<std::pair<QString, QJsonValue>> members;
        QSet<QString> keys;
        skipSpace();
        if (!take('}')) {
            while (true) {
                skipSpace();
                if (peek() != '"')
                    return bad(QStringLiteral("A key in quotes is expected."));
                auto key = parseString();
                if (!key)
                    return tl::unexpected(key.error());
                if (keys.contains(*key))
                    return bad(QStringLiteral("The key \"%1\" occurs twice.").arg(*key));
                keys.insert(*key);
                skipSpace();
                if (!take(':'))
                    return bad(QStringLiteral("A colon is expected."));
                auto value = parseValue(depth + 1);
                if (!value)
                    return value;
                members.emplace_back(*key, *value);
                skipSpace();
                if (take('}'))
                    break;
                if (!take(','))
                    return bad(QStringLiteral("A comma or } is expected."));
            }
        }
        std::sort(members.begin(), members.end(),
                  [](const auto &a, const auto &b) { return a.first < b.first; });
        QJsonObject object;
        for (const auto &[key, value] : members)
            object.insert(key, value);
        return QJsonValue(object);
    }

    bool parseHex4(char16_t &unit)
    {
        if (m_at + 4 > m_text.size())
            return false;
        unsigned value = 0;
        const char *begin = m_text.constData() + m_at;
        const auto [stopped, error] = std::from_chars(begin, begin + 4, value, 16);
        if (error != std::errc() || stopped != begin + 4)
            return false;
        unit = char16_t(value);
        m_at += 4;
        return true;
    }

    Result<QString> parseString()
    {
        ++m_at;
        QString text;
        qsizetype plain = m_at;
        const auto flush = [&]() -> bool {
            if (plain == m_at)
                return true;
            QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
            text += decoder(QByteArrayView(m_text).sliced(plain, m_at - plain));
            return !decoder.hasError();
        };
        while (m_at < m_text.size()) {
            const auto c = static_cast<unsigned char>(m_text[m_at]);
            if (c < 0x20)
                return bad(QStringLiteral("Control characters must be escaped."));
            if (c != '"' && c != '\\') {
                ++m_at;
                continue;
            }
            if (!flush())
                return bad(QStringLiteral("The text is not valid UTF-8."));
            ++m_at;
            if (c == '"') {
                if (!text.isValidUtf16())
                    return bad(QStringLiteral("A surrogate stands alone."));
                return text;
            }
            if (!parseEscape(text))
                return bad(QStringLiteral("The escape is unknown."));
            plain = m_at;
        }
        return bad(QStringLiteral("The text has no end."));
    }

    bool parseEscape(QString &text)
    {
        const char c = peek();
        ++m_at;
        switch (c) {
        case '"':
            text += u'"';
            return true;
        case '\\':
            text += u'\\';
            return true;
        case '/':
            text += u'/';
            return true;
        case 'b':
            text += u'\b';
            return true;
        case 'f':
            text += u'\f';
            return true;
        case 'n':
            text += u'\n';
            return true;
        case 'r':
            text += u'\r';
            return true;
        case 't':
            text += u'\t';
            return true;
        case 'u': {
            char16_t unit = 0;
            if (!parseHex4(unit))
                return false;
            text += QChar(unit);
            return true;
        }
        default:
            return false;
        }
    }

    const QByteArray &m_text;
    qsizetype m_at = 0;
    int m_depthMax;
};

void writeString(const QString &text, QByteArray &out)
{
    static constexpr char hex[] = "0123456789abcdef";
    out += '"';
    for (const char c : text.normalized(QString::NormalizationForm_C).toUtf8()) {
        switch (c) {
        case '"':
            out += "\\\"";
            break;
        case '\\':
            out += "\\\\";
            break;
        case '\n':
            out += "\\n";
            break;
        case '\r':
            out += "\\r";
            break;
        case '\t':
            out += "\\t";
            break;
        default:
            if (static_cast<unsigned char>(c) < 0x20) {
                out += "\\u00";
                out += hex[c >> 4];
                out += hex[c & 15];
            } else {
                out += c;
            }
        }
    }
    out += '"';
}

void writeValue(const QJsonValue &value, QByteArray &out);

void writeObject(const QJsonObject &object, QByteArray &out)
{
    // UTF-8 order is code point order; QJsonObject sorts by UTF-16 units, which differs beyond the first
    // plane.
    std::vector<std::pair<QByteArray, QString>> keys;
    keys.reserve(size_t(object.size()));
    for (auto it = object.begin(); it != object.end(); ++it)
        keys.emplace_back(it.key().normalized(QString::NormalizationForm_C).toUtf8(), it.key());
    std::sort(keys.begin(), keys.end());
    out += '{';
    bool first = true;
    for (const auto &[utf8, key] : keys) {
        if (!first)
            out += ',';
        first = false;
        writeString(key, out);
        out += ':';
        writeValue(object.value(key), out);
    }
    out += '}';
}

void writeValue(const QJsonValue &value, QByteArray &out)
{
    switch (value.type()) {
    case QJsonValue::Null:
    case QJsonValue::Undefined:
        out += "null";
        break;
    case QJsonValue::Bool:
        out += value.toBool() ? "true" : "false";
        break;
    case QJsonValue::Double:
        Q_ASSERT(double(value.toInteger()) == value.toDouble());
        out += QByteArray::number(value.toInteger());
        break;
    case QJsonValue::String:
        writeString(value.toString(), out);
        break;
    case QJsonValue::Array: {
        out += '[';
        bool first = true;
        for (const auto item : value.toArray()) {
            if (!first)
                out += ',';
            first = false;
            writeValue(item, out);
        }
        out += ']';
        break;
    }
    case QJsonValue::Object:
        writeObject(value.toObject(), out);
        break;
    }
}

} // namespace

Result<QJsonValue> parseJson(const QByteArray &utf8, int depthMax)
{
    return Parser(utf8, depthMax).document();
}

Result<QJsonObject> parseJsonObject(const QByteArray &utf8, int depthMax)
{
    auto value = parseJson(utf8, depthMax);
    if (!value)
        return tl::unexpected(value.error());
    if (!value->isObject())
        return refuse(RefusalCode::WrongType, QStringLiteral("byte 0"),
                      QStringLiteral("An object is expected."));
    return value->toObject();
}

QByteArray compactJson(const QJsonValue &value)
{
    QByteArray out;
    writeValue(value, out);
    return out;
}

QByteArray canonicalJson(const QJsonValue &value)
{
    return compactJson(value) + '\n';
}

} // namespace icmp
