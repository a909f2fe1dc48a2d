// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/displaytext.h"

namespace Drydock {

namespace {

bool isBidiFormatting(char16_t unit)
{
    return unit == 0x061c || unit == 0x200e || unit == 0x200f || (unit >= 0x202a && unit <= 0x202e)
           || (unit >= 0x2066 && unit <= 0x2069);
}

bool isHarmful(const QString &text, qsizetype at)
{
    const QChar unit = text[at];
    if (unit.isHighSurrogate())
        return at + 1 == text.size() || !text[at + 1].isLowSurrogate();
    if (unit.isLowSurrogate())
        return at == 0 || !text[at - 1].isHighSurrogate();
    // Category Cc, U+2028, U+2029; joiners stay, as scripts and emoji are wrong without them.
    return unit.category() == QChar::Other_Control || unit.category() == QChar::Separator_Line
           || unit.category() == QChar::Separator_Paragraph || isBidiFormatting(unit.unicode());
}

QString escapeOf(QChar unit)
{
    switch (unit.unicode()) {
    case u'\n':
        return QStringLiteral("\\n");
    case u'\r':
        return QStringLiteral("\\r");
    case u'\t':
        return QStringLiteral("\\t");
    default:
        return QStringLiteral("\\u%1").arg(unit.unicode(), 4, 16, QLatin1Char('0'));
    }
}

} // namespace

QString escapedForDisplay(const QString &text)
{
    QString result;
    result.reserve(text.size());
    for (qsizetype at = 0; at < text.size(); ++at) {
        if (isHarmful(text, at))
            result += escapeOf(text[at]);
        else
            result += text[at];
    }
    return result;
}

} // namespace Drydock
