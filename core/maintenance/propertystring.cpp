// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/maintenance/propertystring.h"

#include <QSet>

namespace Drydock {

namespace {

/// Walks a property string item by item.
class ItemReader
{
public:
    ItemReader(QStringView text, const QString &defaultKey)
        : m_text(text)
        , m_defaultKey(defaultKey)
    {
    }

    [[nodiscard]] bool atEnd() const { return m_position >= m_text.size(); }

    Result<PropertyItem> next()
    {
        PropertyItem item{m_defaultKey, {}};
        if (m_text.at(m_position) != u'"')
            readKey(&item.key);
        if (m_position >= m_text.size() || m_text.at(m_position) != u'"') {
            item.value = readBareValue();
            return item;
        }
        auto value = readQuotedValue();
        if (!value)
            return tl::unexpected(value.error());
        item.value = *std::move(value);
        return item;
    }

private:
    void readKey(QString *key)
    {
        const qsizetype equals = m_text.indexOf(u'=', m_position);
        const qsizetype comma = m_text.indexOf(u',', m_position);
        if (equals < 0 || (comma >= 0 && comma < equals))
            return;
        *key = m_text.mid(m_position, equals - m_position).toString();
        m_position = equals + 1;
    }

    QString readBareValue()
    {
        const qsizetype comma = m_text.indexOf(u',', m_position);
        const qsizetype end = comma < 0 ? m_text.size() : comma;
        QString value = m_text.mid(m_position, end - m_position).toString();
        m_position = comma < 0 ? end : end + 1;
        return value;
    }

    Result<QString> readQuotedValue()
    {
        QString value;
        for (++m_position; m_position < m_text.size(); ++m_position) {
            QChar c = m_text.at(m_position);
            if (c == u'"')
                return endQuoted(std::move(value));
            if (c == u'\\') {
                if (++m_position >= m_text.size())
                    break;
                c = m_text.at(m_position);
                if (c == u'n')
                    c = u'\n';
                else if (c != u'"' && c != u'\\')
                    return failure(ErrorCode::InvalidMode, {}, QStringLiteral("unsupported escape sequence"));
            }
            value.append(c);
        }
        return failure(ErrorCode::InvalidMode, {}, QStringLiteral("unexpected end of string"));
    }

    Result<QString> endQuoted(QString value)
    {
        ++m_position; // the closing quote
        if (m_position < m_text.size()) {
            if (m_text.at(m_position) != u',')
                return failure(ErrorCode::InvalidMode, {}, QStringLiteral("garbage after quoted string"));
            ++m_position;
        }
        return value;
    }

    QStringView m_text;
    const QString &m_defaultKey;
    qsizetype m_position = 0;
};

} // namespace

Result<QList<PropertyItem>> splitPropertyString(const QString &text, const QString &defaultKey)
{
    QList<PropertyItem> items;
    for (ItemReader reader(text, defaultKey); !reader.atEnd();) {
        auto item = reader.next();
        if (!item)
            return tl::unexpected(item.error());
        items.append(*std::move(item));
    }
    return items;
}

Result<QList<PropertyItem>> parsePropertyString(const QString &text, const QString &defaultKey)
{
    auto items = splitPropertyString(text, defaultKey);
    if (!items)
        return items;
    QSet<QString> seen;
    for (const PropertyItem &item : std::as_const(*items)) {
        if (seen.contains(item.key)) {
            return failure(ErrorCode::InvalidMode, {},
                           QStringLiteral("parameter verification failed - '%1': duplicate key").arg(item.key));
        }
        seen.insert(item.key);
    }
    return items;
}

QString quotePropertyValue(const QString &value)
{
    // Any white space at an end is quoted: a value's end is also the line's, and lines are trimmed.
    const bool atEnds = !value.isEmpty() && (value.front().isSpace() || value.back().isSpace());
    const auto needsQuotes = [](QChar c) { return c == u',' || c == u'"' || c == u'\\' || c == u'\n'; };
    if (!atEnds && std::none_of(value.begin(), value.end(), needsQuotes))
        return value;
    QString quoted;
    quoted.reserve(value.size() + 2);
    quoted.append(u'"');
    for (const QChar c : value) {
        if (c == u'"' || c == u'\\')
            quoted.append(u'\\');
        quoted.append(c == u'\n' ? QStringLiteral("\\n") : QString(c));
    }
    quoted.append(u'"');
    return quoted;
}

} // namespace Drydock
