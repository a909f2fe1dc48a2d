// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/parsedarguments.h"

#include "core/base/displaytext.h"
#include "core/base/utf8.h"
#include "core/text/duration.h"

namespace Drydock {

QString ParsedArguments::text(const QByteArray &option) const
{
    const QByteArrayList values = m_values.value(option);
    return values.isEmpty() ? QString() : textFromUtf8(values[0]).value_or(QString());
}

QStringList ParsedArguments::texts(const QByteArray &option) const
{
    QStringList result;
    for (const QByteArray &value : m_values.value(option))
        result += textFromUtf8(value).value_or(QString());
    return result;
}

std::optional<std::chrono::seconds> ParsedArguments::duration(const QByteArray &option) const
{
    const QByteArrayList values = m_values.value(option);
    return values.isEmpty() ? std::nullopt : optionDuration(values[0]);
}

std::optional<std::chrono::seconds> optionDuration(const QByteArray &value)
{
    if (value == "0")
        return std::chrono::seconds(0);
    return parseDuration(QString::fromLatin1(value));
}

QString shownWord(const QByteArray &word)
{
    if (const auto text = textFromUtf8(word))
        return escapedForDisplay(*text);
    QString result;
    for (const char byte : word) {
        if (byte >= ' ' && byte < '\x7f')
            result += QLatin1Char(byte);
        else
            result += QStringLiteral("\\x%1").arg(static_cast<unsigned char>(byte), 2, 16, QLatin1Char('0'));
    }
    return result;
}

} // namespace Drydock
