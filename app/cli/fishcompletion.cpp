// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/clitext.h"
#include "app/cli/completion.h"
#include "app/cli/optiontable.h"

namespace Drydock {

namespace {

constexpr auto skeleton = R"SCRIPT(# fish completion for drydockctl, made by: drydockctl completion fish

function __drydockctl_plain --description 'the words that are neither options nor their values'
    set -l pending 0
    set -l ended 0
    for word in (commandline -opc)[2..-1]
        if test $pending = 1
            set pending 0
            continue
        end
        if test $ended = 1
            printf '%s\n' $word
            continue
        end
        switch $word
            case --
                set ended 1
            case @WITH_VALUE@
                set pending 1
            case '-*'
            case '*'
                printf '%s\n' $word
        end
    end
end

function __drydockctl_no_command
    test (count (__drydockctl_plain)) -eq 0
end

# Command, and which of its arguments are due: from, to.
function __drydockctl_at
    set -l plain (__drydockctl_plain)
    set -l number (count $plain)
    test $number -ge $argv[2]; and test $number -le $argv[3]; and test $plain[1] = $argv[1]
end

function __drydockctl_program
    set -l plain (__drydockctl_plain)
    test "$plain[1]" = run; and contains -- -- (commandline -opc)
end

function __drydockctl_stores
    set -l site
    set -l words (commandline -opc)
    for i in (seq 2 (count $words))
        switch $words[$i]
            case '--root=*' '--site=*'
                set -a site $words[$i]
            case --root --site
                set -a site $words[$i]=$words[(math $i + 1)]
        end
    end
    drydockctl $site list -q 2>/dev/null
end

complete -c drydockctl -f
complete -c drydockctl -n __drydockctl_program -F
)SCRIPT";

QString quoted(QString text)
{
    return u'\'' + text.replace(u'\\', u"\\\\"_qs).replace(u'\'', u"\\'"_qs) + u'\'';
}

/// The values' completion as options of fish's complete.
QString valueOptions(ValueKind kind, const QByteArrayList &choices)
{
    switch (kind) {
    case ValueKind::Choice:
        return u" -x -a "_qs + quoted(QString::fromLatin1(choices.join(' ')));
    case ValueKind::Store:
        return u" -x -a '(__drydockctl_stores)'"_qs;
    case ValueKind::Folder:
        return u" -x -a '(__fish_complete_directories)'"_qs;
    case ValueKind::Bytes:
        return u" -r -F"_qs;
    default:
        return u" -x"_qs;
    }
}

QString optionLine(const OptionSpec &option, const QString &condition)
{
    QString line = u"complete -c drydockctl"_qs + condition + u" -l "_qs + QString::fromLatin1(option.name);
    if (option.letter != '\0')
        line += u" -s "_qs + QLatin1Char(option.letter);
    if (option.kind != ValueKind::None && !option.valueOptional)
        line += valueOptions(option.kind, option.choices);
    return line + u" -d "_qs + quoted(Cli::tr(option.help)) + u'\n';
}

QString commandLines(const CommandSpec &command)
{
    constexpr int anyNumber = 999;
    const QString name = QString::fromLatin1(command.name);
    QString lines = QStringLiteral("complete -c drydockctl -n __drydockctl_no_command -a %1 -d %2\n")
                        .arg(name, quoted(Cli::tr(command.summary)));
    const auto condition = [&name](int from, int to) {
        return QStringLiteral(" -n '__drydockctl_at %1 %2 %3'").arg(name).arg(from).arg(to);
    };
    for (const OptionSpec &option : command.options)
        lines += optionLine(option, condition(1, anyNumber));
    int number = 0;
    for (const ArgumentSpec &argument : command.arguments) {
        ++number;
        const QString values = valueOptions(argument.kind, argument.choices);
        if (argument.kind != ValueKind::NewName)
            lines += u"complete -c drydockctl"_qs + condition(number, argument.repeatable ? anyNumber : number) + values
                     + u'\n';
    }
    return lines;
}

QString optionsWithValue()
{
    QByteArrayList forms;
    QList<OptionSpec> options = globalOptions();
    for (const CommandSpec &command : commandTable())
        options += command.options;
    for (const OptionSpec &option : options) {
        if (option.kind == ValueKind::None || option.valueOptional || forms.contains(option.dashed()))
            continue;
        forms += option.dashed();
        if (option.letter != '\0')
            forms += QByteArray("-") + option.letter;
    }
    return QString::fromLatin1(forms.join(' '));
}

} // namespace

QString fishCompletion()
{
    QString script = QString::fromUtf8(skeleton).replace(u"@WITH_VALUE@"_qs, optionsWithValue());
    for (const OptionSpec &option : globalOptions())
        script += optionLine(option, {});
    for (const CommandSpec &command : commandTable())
        script += commandLines(command);
    return script;
}

} // namespace Drydock
