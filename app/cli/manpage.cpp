// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/manpage.h"

#include "app/cli/clitext.h"
#include "app/cli/exitcode.h"
#include "app/cli/helptext.h"

#include <QRegularExpression>

namespace Drydock {

namespace {

/// Options bold.
QString boldOptions(QString text)
{
    static const QRegularExpression option(QStringLiteral("(?<![A-Za-z-])(--?[a-z][a-z-]*)"));
    return text.replace(option, QStringLiteral("*\\1*"));
}

/// Of a form such as "-m TEXT, --message=TEXT": words in capitals, which stand for others, underlined.
QString marked(QString form)
{
    static const QRegularExpression placeholder(QStringLiteral("(?<![A-Za-z-])([A-Z]+)(?![A-Za-z])"));
    return boldOptions(form.replace(placeholder, QStringLiteral("_\\1_")));
}

QString sentence(const QString &words)
{
    QString text = asSentence(words);
    for (const QChar special : {u'\\', u'*', u'_'})
        text.replace(special, u'\\' + QString(special));
    return boldOptions(text);
}

QString optionEntry(const OptionSpec &option)
{
    QString meaning = Cli::tr(option.help);
    if (option.choices.size() > 3)
        meaning += u" ("_qs + QString::fromLatin1(option.choices.join(", ")) + u')';
    return marked(optionForm(option)) + u"\n\t"_qs + sentence(meaning) + u"\n\n"_qs;
}

QString commandEntry(const CommandSpec &command)
{
    const QString name = QString::fromLatin1(command.name);
    const QString form = synopsis(command).mid(name.size());
    QString entry = u"## "_qs + name + u"\n\n*drydockctl "_qs + name + u'*' + marked(form) + u"\n\n"_qs;
    entry += sentence(Cli::tr(command.summary)) + u"\n\n"_qs;
    for (const char *paragraph : command.details)
        entry += sentence(Cli::tr(paragraph)) + u"\n\n"_qs;
    for (const OptionSpec &option : command.options)
        entry += optionEntry(option);
    return entry;
}

} // namespace

QString manPage(const QString &text)
{
    QString commands;
    for (const CommandSpec &command : commandTable())
        commands += commandEntry(command);
    QString global;
    for (const OptionSpec &option : globalOptions())
        global += optionEntry(option);
    QString exits;
    for (const ExitCodeMeaning &row : exitCodeMeanings())
        exits += u'*' + QString::number(int(row.code)) + u"*\n\t"_qs + sentence(Cli::tr(row.meaning)) + u"\n\n"_qs;
    QString page = text;
    return page.replace(u"@COMMANDS@"_qs, commands.trimmed())
        .replace(u"@GLOBAL@"_qs, global.trimmed())
        .replace(u"@EXITS@"_qs, exits.trimmed())
        .replace(u"@VERSION@"_qs, QStringLiteral(DRYDOCK_VERSION));
}

} // namespace Drydock
