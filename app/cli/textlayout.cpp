// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/textlayout.h"

#include <QTextBoundaryFinder>

#include <algorithm>
#include <iterator>

namespace Drydock {

namespace {

struct Range {
    char32_t first;
    char32_t last;
};

/// Unicode's East Asian Width W and F (with emoji presentation), coarse inside blocks that are wide throughout.
constexpr Range wideRanges[] = {
    {0x1100, 0x115f},   {0x231a, 0x231b},   {0x2329, 0x232a},   {0x23e9, 0x23ec},   {0x23f0, 0x23f0},
    {0x23f3, 0x23f3},   {0x25fd, 0x25fe},   {0x2614, 0x2615},   {0x2648, 0x2653},   {0x267f, 0x267f},
    {0x2693, 0x2693},   {0x26a1, 0x26a1},   {0x26aa, 0x26ab},   {0x26bd, 0x26be},   {0x26c4, 0x26c5},
    {0x26ce, 0x26ce},   {0x26d4, 0x26d4},   {0x26ea, 0x26ea},   {0x26f2, 0x26f3},   {0x26f5, 0x26f5},
    {0x26fa, 0x26fa},   {0x26fd, 0x26fd},   {0x2705, 0x2705},   {0x270a, 0x270b},   {0x2728, 0x2728},
    {0x274c, 0x274c},   {0x274e, 0x274e},   {0x2753, 0x2755},   {0x2757, 0x2757},   {0x2795, 0x2797},
    {0x27b0, 0x27b0},   {0x27bf, 0x27bf},   {0x2b1b, 0x2b1c},   {0x2b50, 0x2b50},   {0x2b55, 0x2b55},
    {0x2e80, 0x303e},   {0x3041, 0x33ff},   {0x3400, 0x4dbf},   {0x4e00, 0xa4cf},   {0xa960, 0xa97c},
    {0xac00, 0xd7a3},   {0xf900, 0xfaff},   {0xfe10, 0xfe19},   {0xfe30, 0xfe6f},   {0xff01, 0xff60},
    {0xffe0, 0xffe6},   {0x16fe0, 0x18cff}, {0x1aff0, 0x1b2ff}, {0x1f004, 0x1f004}, {0x1f0cf, 0x1f0cf},
    {0x1f18e, 0x1f18e}, {0x1f191, 0x1f19a}, {0x1f1e6, 0x1f1ff}, {0x1f200, 0x1f320}, {0x1f32d, 0x1f335},
    {0x1f337, 0x1f37c}, {0x1f37e, 0x1f393}, {0x1f3a0, 0x1f3ca}, {0x1f3cf, 0x1f3d3}, {0x1f3e0, 0x1f3f0},
    {0x1f3f4, 0x1f3f4}, {0x1f3f8, 0x1f43e}, {0x1f440, 0x1f440}, {0x1f442, 0x1f4fc}, {0x1f4ff, 0x1f53d},
    {0x1f54b, 0x1f54e}, {0x1f550, 0x1f567}, {0x1f57a, 0x1f57a}, {0x1f595, 0x1f596}, {0x1f5a4, 0x1f5a4},
    {0x1f5fb, 0x1f64f}, {0x1f680, 0x1f6c5}, {0x1f6cc, 0x1f6cc}, {0x1f6d0, 0x1f6d2}, {0x1f6d5, 0x1f6df},
    {0x1f6eb, 0x1f6ec}, {0x1f6f4, 0x1f6fc}, {0x1f7e0, 0x1f7f0}, {0x1f90c, 0x1f9ff}, {0x1fa70, 0x1faff},
    {0x20000, 0x3fffd},
};

bool isWide(char32_t character)
{
    const auto *range = std::lower_bound(std::begin(wideRanges), std::end(wideRanges), character,
                                         [](const Range &candidate, char32_t value) { return candidate.last < value; });
    return range != std::end(wideRanges) && character >= range->first;
}

int characterWidth(char32_t character)
{
    switch (QChar::category(character)) {
    case QChar::Mark_NonSpacing:
    case QChar::Mark_Enclosing:
    case QChar::Other_Format:
        return 0;
    default:
        return isWide(character) ? 2 : 1;
    }
}

/// What is drawn as one: a letter with its accents, an emoji with its joiners.
int clusterWidth(QStringView cluster)
{
    int width = 0;
    for (const char32_t character : cluster.toUcs4()) {
        if (character == 0xfe0f && width > 0)
            return 2; // the character before it is an emoji
        width = std::max(width, characterWidth(character));
    }
    return width;
}

/// Calls visit(cluster) until it answers false.
template <class Visit>
void forClusters(const QString &text, Visit visit)
{
    QTextBoundaryFinder finder(QTextBoundaryFinder::Grapheme, text);
    qsizetype begin = 0;
    for (qsizetype end = finder.toNextBoundary(); end >= 0; end = finder.toNextBoundary()) {
        if (!visit(QStringView(text).mid(begin, end - begin)))
            return;
        begin = end;
    }
}

} // namespace

int displayWidth(const QString &text)
{
    int width = 0;
    forClusters(text, [&width](QStringView cluster) {
        width += clusterWidth(cluster);
        return true;
    });
    return width;
}

QString wrapped(const QString &text, int columns, int indent)
{
    QString result;
    int column = indent;
    for (const QString &word : text.split(u' ', Qt::SkipEmptyParts)) {
        const int width = displayWidth(word);
        if (column > indent && column + 1 + width > columns) {
            result += u'\n' + QString(indent, u' ');
            column = indent;
        } else if (column > indent) {
            result += u' ';
            ++column;
        }
        result += word;
        column += width;
    }
    return result;
}

QString elided(const QString &text, int columns)
{
    if (displayWidth(text) <= columns)
        return text;
    QString result;
    int width = 0;
    forClusters(text, [&](QStringView cluster) {
        width += clusterWidth(cluster);
        if (width > columns - 1)
            return false;
        result += cluster;
        return true;
    });
    return columns > 0 ? result + u'…' : QString();
}

QString alignedRows(const QList<QStringList> &rows, const QList<int> &numeric)
{
    QList<int> widths;
    for (const QStringList &row : rows) {
        widths.resize(std::max(widths.size(), row.size()));
        for (qsizetype column = 0; column < row.size(); ++column)
            widths[column] = std::max(widths[column], displayWidth(row[column]));
    }
    QString result;
    for (const QStringList &row : rows) {
        QString line;
        for (qsizetype column = 0; column < row.size(); ++column) {
            const QString padding(widths[column] - displayWidth(row[column]), u' ');
            const bool toTheRight = numeric.contains(int(column));
            line += (column > 0 ? QStringLiteral("  ") : QString())
                    + (toTheRight ? padding + row[column] : row[column] + padding);
        }
        while (line.endsWith(u' '))
            line.chop(1);
        result += line + u'\n';
    }
    return result;
}

} // namespace Drydock
