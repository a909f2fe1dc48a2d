// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/clitext.h"
#include "app/cli/completion.h"
#include "app/cli/optiontable.h"

namespace Drydock {

namespace {

constexpr auto skeleton = R"SCRIPT(#compdef drydockctl
# zsh completion for drydockctl, made by: drydockctl completion zsh

_drydockctl_stores()
{
    local -a site names
    local -i i
    # $words is the command's part of the line by now; the whole of it is in _drydockctl's line_words.
    for ((i = 2; i <= $#line_words; i++)); do
        case ${line_words[i]} in
            --root=*|--site=*) site+=("${line_words[i]}") ;;
            --root|--site) site+=("${line_words[i]}=${line_words[i+1]}") ;;
        esac
    done
    names=(${(f)"$(drydockctl $site list -q 2>/dev/null)"})
    compadd -a names
}

_drydockctl()
{
    local curcontext=$curcontext state line
    local -a verbs global line_words own_words
    # What stands behind the -- of run is another command's line.
    local -i ended=${words[(i)--]}
    own_words=("${(@)words[2,ended-1]}")
    if ((CURRENT > ended && ${own_words[(I)run]})); then
        words=("${(@)words[ended+1,-1]}")
        ((CURRENT -= ended))
        if ((CURRENT == 1)); then _command_names -e; else _normal; fi
        return
    fi
    line_words=("${words[@]}")
    global=(
@GLOBAL@    )
    verbs=(
@COMMANDS@    )
    _arguments -C "${global[@]}" \
        '1: :->command' \
        '*:: :->arguments' && return

    case $state in
        command) _describe -t commands command verbs ;;
        arguments)
            curcontext=${curcontext%:*}-${line[1]}:
            case ${line[1]} in
@ARGUMENTS@            esac ;;
    esac
}

if [[ $funcstack[1] == _drydockctl ]]; then
    _drydockctl "$@"
else
    compdef _drydockctl drydockctl
fi
)SCRIPT";

/// Inside single quotes; with the characters escaped that _arguments gives a meaning.
QString quoted(QString text)
{
    for (const QChar special : {u'\\', u'[', u']', u':'})
        text.replace(special, u'\\' + QString(special));
    return text.replace(u'\'', u"'\\''"_qs);
}

QString action(ValueKind kind, const QByteArrayList &choices)
{
    switch (kind) {
    case ValueKind::Choice:
        return u'(' + QString::fromLatin1(choices.join(' ')) + u')';
    case ValueKind::Store:
        return u"_drydockctl_stores"_qs;
    case ValueKind::Folder:
        return u"_files -/"_qs;
    case ValueKind::Bytes:
        return u"_files"_qs;
    default:
        return u" "_qs;
    }
}

QString specification(const OptionSpec &option)
{
    const QString name = QString::fromLatin1(option.dashed());
    const QString meaning = u'[' + quoted(Cli::tr(option.help)) + u']';
    const QString value = u':' + QString::fromLatin1(option.placeholder) + u':' + action(option.kind, option.choices);
    QString form = name + meaning;
    if (option.valueOptional)
        form = name + u"=-"_qs + meaning + u':' + value;
    else if (option.kind != ValueKind::None)
        form = name + u'=' + meaning + value;
    if (option.repeatable)
        return u"'*"_qs + form + u'\'';
    if (option.letter == '\0')
        return u'\'' + form + u'\'';
    const QString letter = u'-' + QString(QLatin1Char(option.letter));
    const QString letterForm = option.kind == ValueKind::None ? letter + meaning : letter + u'+' + meaning + value;
    const QString exclusion = u"'("_qs + letter + u' ' + name + u")'"_qs;
    return exclusion + u'\'' + letterForm + u"' "_qs + exclusion + u'\'' + form + u'\'';
}

QString specifications(const QList<OptionSpec> &options, int indent, const QString &lineEnd)
{
    QString result;
    for (const OptionSpec &option : options)
        result += QString(indent, u' ') + specification(option) + lineEnd;
    return result;
}

QString argumentSpecification(const ArgumentSpec &argument, int number)
{
    const QString place = argument.repeatable ? u"*"_qs : QString::number(number);
    return QStringLiteral("'%1:%2:%3'")
        .arg(place, QString::fromLatin1(argument.placeholder), action(argument.kind, argument.choices));
}

QString argumentBranch(const CommandSpec &command)
{
    QString result =
        QStringLiteral("                %1) _arguments \"${global[@]}\" \\\n").arg(QString::fromLatin1(command.name));
    result += specifications(command.options, 20, u" \\\n"_qs);
    int number = 0;
    for (const ArgumentSpec &argument : command.arguments)
        result += QString(20, u' ') + argumentSpecification(argument, ++number) + u" \\\n"_qs;
    return result + QString(20, u' ') + u";;\n"_qs;
}

} // namespace

QString zshCompletion()
{
    QString commands;
    QString arguments;
    for (const CommandSpec &command : commandTable()) {
        commands += QStringLiteral("        '%1:%2'\n")
                        .arg(QString::fromLatin1(command.name), quoted(Cli::tr(command.summary)));
        arguments += argumentBranch(command);
    }
    return QString::fromUtf8(skeleton)
        .replace(u"@COMMANDS@"_qs, commands)
        .replace(u"@GLOBAL@"_qs, specifications(globalOptions(), 8, u"\n"_qs))
        .replace(u"@ARGUMENTS@"_qs, arguments);
}

} // namespace Drydock
