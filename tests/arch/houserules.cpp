// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/arch/houserules.h"

namespace Drydock::Arch {

namespace {

constexpr qsizetype columns = 120;

BannedText ban(const QString &below, const QString &except, const QString &pattern, const QString &why)
{
    return {below, except, QRegularExpression(pattern, QRegularExpression::MultilineOption), why};
}

/// The code with its // comments cut off, line by line so that numbers stay. A // in a string cuts too: harmless here.
QString withoutComments(const SourceFile &file)
{
    QStringList result;
    for (const QString &line : file.lines())
        result.append(line.section(u"//"_qs, 0, 0));
    return result.join(u'\n');
}

/// What a reader counts: a character outside the basic plane is one column, though two code units.
qsizetype width(const QString &line)
{
    return line.toUcs4().size();
}

} // namespace

const QList<LengthBudget> &lengthBudgets()
{
    static const QList<LengthBudget> budgets = {
        {u"/main.cpp"_qs, 60},
        {u"/mainwindow.cpp"_qs, 600},
        {u".cpp"_qs, 450},
        {u".h"_qs, 160},
    };
    return budgets;
}

const QList<BannedText> &bannedTexts()
{
    static const QString everywhere;
    static const QString nowhere;
    static const QList<BannedText> texts = {
        ban(everywhere, nowhere, uR"(\b(sleep_for|sleep_until|usleep|nanosleep|msleep|qSleep|qWait)\s*\()"_qs,
            u"wait for an event with a deadline, never for time"_qs),
        ban(everywhere, nowhere, uR"((QThread|^|[^\w])::sleep\s*\(|(^|[^\w.>:])sleep\s*\(\s*\d)"_qs,
            u"wait for an event with a deadline, never for time"_qs),
        ban(everywhere, nowhere, uR"(\bQSKIP\s*\()"_qs, u"a test that can't run has failed"_qs),
        ban(everywhere, nowhere, uR"(\b(throw|catch)\b\s*[\w(:;])"_qs, u"failures are results, not exceptions"_qs),
        ban(everywhere, nowhere, uR"(\b(SIGNAL|SLOT)\s*\()"_qs, u"connect by pointer to member"_qs),
        ban(everywhere, nowhere, uR"(\bconnect\(\s*[^,;]+,\s*&[\w:]+\s*,\s*\[)"_qs,
            u"connect() wants a context object before the lambda"_qs),
        ban(everywhere, nowhere, uR"(\bQ_DECLARE_METATYPE\b)"_qs,
            u"Qt 6 needs none, and one below its type's first use doesn't compile when optimised"_qs),
        ban(everywhere, nowhere, uR"(\bQT_USE_QSTRINGBUILDER\b)"_qs, u"a lambda that returns a + b would dangle"_qs),
        ban(u"core/"_qs, nowhere, uR"(\bq(Debug|Info|Warning|Critical)\s*\()"_qs, u"core returns, it doesn't log"_qs),
        ban(u"core/"_qs, u"core/backend/"_qs, uR"(^\s*Q_OBJECT\b)"_qs, u"the core library has no moc"_qs),
    };
    return texts;
}

QList<Violation> checkLengths(const QList<SourceFile> &files, const QList<LengthBudget> &budgets)
{
    QList<Violation> result;
    for (const SourceFile &file : files) {
        const qsizetype length = file.lines().size();
        for (const LengthBudget &budget : budgets) {
            if (!file.path.endsWith(budget.nameEnd))
                continue;
            if (length > budget.lines)
                result.append({file.path, int(budget.lines) + 1,
                               QStringLiteral("%1 lines, the budget is %2").arg(length).arg(budget.lines)});
            break;
        }
    }
    return result;
}

QList<Violation> checkForm(const QList<SourceFile> &files)
{
    static const QString licence = QStringLiteral("// SPDX-License-Identifier: GPL-3.0-or-later");
    QList<Violation> result;
    for (const SourceFile &file : files) {
        const QStringList lines = file.lines();
        if (lines.value(0) != licence)
            result.append({file.path, 1, QStringLiteral("the first line must be %1").arg(licence)});
        if (file.path.endsWith(u".h") && !lines.contains(u"#pragma once"_qs))
            result.append({file.path, 2, QStringLiteral("no #pragma once")});
        int number = 0;
        for (const QString &line : lines) {
            ++number;
            if (width(line) > columns)
                result.append({file.path, number, QStringLiteral("%1 columns").arg(width(line))});
        }
    }
    return result;
}

QList<Violation> checkBannedTexts(const QList<SourceFile> &files, const QList<BannedText> &banned)
{
    QList<Violation> result;
    for (const SourceFile &file : files) {
        const QString code = withoutComments(file);
        for (const BannedText &text : banned) {
            if (!file.path.startsWith(text.below) || (!text.except.isEmpty() && file.path.startsWith(text.except)))
                continue;
            auto matches = text.pattern.globalMatch(code);
            while (matches.hasNext()) {
                const qsizetype at = matches.next().capturedEnd();
                result.append({file.path, int(QStringView(code).first(at).count(u'\n')) + 1, text.why});
            }
        }
    }
    return result;
}

} // namespace Drydock::Arch
