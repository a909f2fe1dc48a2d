// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/helptext.h"

#include "app/cli/clitext.h"
#include "app/cli/exitcode.h"
#include "app/cli/textlayout.h"

#include <QStringList>

#include <algorithm>

namespace Drydock {

namespace {

constexpr int indentation = 2;

QString argumentForm(const ArgumentSpec &argument)
{
    QString form = QString::fromLatin1(argument.choices.isEmpty() ? argument.placeholder : argument.choices.join('|'));
    if (argument.repeatable)
        form += u'…';
    return argument.optional ? u'[' + form + u']' : form;
}

QString valueForm(const OptionSpec &option)
{
    const bool few = !option.choices.isEmpty() && option.choices.size() <= 3;
    return QString::fromLatin1(few ? option.choices.join('|') : option.placeholder);
}

QString longForm(const OptionSpec &option)
{
    const QString name = QString::fromLatin1(option.dashed());
    if (option.kind == ValueKind::None)
        return name;
    return option.valueOptional ? name + u"[="_qs + valueForm(option) + u']' : name + u'=' + valueForm(option);
}

QString letterForm(const OptionSpec &option)
{
    const QString letter = u'-' + QString(QLatin1Char(option.letter));
    return option.kind == ValueKind::None ? letter : letter + u' ' + valueForm(option);
}

QString shortestForm(const OptionSpec &option)
{
    return option.letter == '\0' ? longForm(option) : letterForm(option);
}

/// "[--root=DIR | --site=pbs|system|user]", "(--op=read|write | --job=KIND)"
QString groupForm(const OptionGroup &group, const QList<OptionSpec> &options)
{
    QStringList forms;
    for (const OptionSpec &option : options) {
        if (group.names.contains(option.name))
            forms += shortestForm(option);
    }
    const QString inner = forms.join(QStringLiteral(" | "));
    return group.required ? u'(' + inner + u')' : u'[' + inner + u']';
}

QStringList optionForms(const QList<OptionSpec> &options, const QList<OptionGroup> &groups)
{
    QStringList forms;
    for (const OptionSpec &option : options) {
        const auto group = std::find_if(groups.begin(), groups.end(), [&option](const OptionGroup &candidate) {
            return candidate.names.contains(option.name);
        });
        QString form = shortestForm(option);
        if (group != groups.end())
            form = groupForm(*group, options);
        else if (!option.required)
            form = u'[' + form + u']';
        if (option.repeatable)
            form += u'…';
        if (!forms.contains(form))
            forms += form;
    }
    return forms;
}

/// Two columns: forms, and their texts broken at the width.
QString definitions(const QList<std::pair<QString, QString>> &rows, int columns)
{
    constexpr int longest = 26;
    int left = 0;
    for (const auto &[form, meaning] : rows)
        left = std::max(left, displayWidth(form) <= longest ? displayWidth(form) : 0);
    left += 2 * indentation;
    QString result;
    for (const auto &[form, meaning] : rows) {
        QString line = QString(indentation, u' ') + form;
        const int gap = left - displayWidth(line);
        line += gap < indentation ? u'\n' + QString(left, u' ') : QString(gap, u' ');
        result += line + wrapped(meaning, columns, left) + u'\n';
    }
    return result;
}

QString optionList(const QList<OptionSpec> &options, int columns)
{
    QList<std::pair<QString, QString>> rows;
    for (const OptionSpec &option : options) {
        QString meaning = Cli::tr(option.help);
        if (option.choices.size() > 3)
            meaning += u" ("_qs + QString::fromLatin1(option.choices.join(' ')) + u')';
        rows.emplaceBack(optionForm(option), meaning);
    }
    return definitions(rows, columns);
}

QString exitCodeList(int columns)
{
    QList<std::pair<QString, QString>> rows;
    for (const ExitCodeMeaning &row : exitCodeMeanings())
        rows.emplaceBack(QString::number(int(row.code)), Cli::tr(row.meaning));
    return definitions(rows, columns);
}

} // namespace

QString synopsis(const CommandSpec &command)
{
    QStringList parts = {QString::fromLatin1(command.name)};
    for (const ArgumentSpec &argument : command.arguments)
        parts += argumentForm(argument);
    parts += optionForms(command.options, command.groups);
    if (command.runsProgram)
        parts += QStringLiteral("-- COMMAND [ARG…]");
    return parts.join(u' ');
}

QString optionForm(const OptionSpec &option)
{
    return option.letter == '\0' ? longForm(option) : letterForm(option) + u", "_qs + longForm(option);
}

QString asSentence(QString text)
{
    if (!text.isEmpty())
        text[0] = text[0].toUpper();
    return text.endsWith(u'.') ? text : text + u'.';
}

QString generalHelp(int columns)
{
    QList<std::pair<QString, QString>> commands;
    for (const CommandSpec &command : commandTable())
        commands.emplaceBack(QString::fromLatin1(command.name), Cli::tr(command.summary));

    QString text =
        Cli::tr("Usage: %1").arg(QStringLiteral("drydockctl [GLOBAL] COMMAND [OPTIONS] [ARGUMENTS]")) + u'\n';
    text += u'\n'
            + wrapped(Cli::tr("Puts backup datastores into maintenance mode, and says when the last operation "
                              "has ended. drydockctl COMMAND --help tells more of each command."),
                      columns, 0);
    text += u"\n\n"_qs + Cli::tr("Commands:") + u'\n' + definitions(commands, columns);
    text +=
        u'\n' + Cli::tr("Global options, before or after the command:") + u'\n' + optionList(globalOptions(), columns);
    text += u'\n'
            + wrapped(
                Cli::tr("Durations (DUR) are numbers with s, m, h or d: 90s, 1h30m. Values follow their option as the "
                        "next word or after =, those in brackets after = alone; -- ends the options."),
                columns, 0);
    text += u"\n\n"_qs + Cli::tr("Exit codes:") + u'\n' + exitCodeList(columns);
    return text;
}

QString commandHelp(const CommandSpec &command, int columns)
{
    const QString usage = Cli::tr("Usage: %1").arg(u"drydockctl "_qs + synopsis(command));
    QString text = wrapped(usage, columns, 2 * indentation) + u'\n';
    text += u'\n' + wrapped(asSentence(Cli::tr(command.summary)), columns, 0) + u'\n';
    for (const char *paragraph : command.details)
        text += u'\n' + wrapped(Cli::tr(paragraph), columns, 0) + u'\n';
    if (!command.options.isEmpty())
        text += u'\n' + Cli::tr("Options:") + u'\n' + optionList(command.options, columns);
    text +=
        u'\n' + Cli::tr("Global options, before or after the command:") + u'\n' + optionList(globalOptions(), columns);
    return text;
}

} // namespace Drydock
