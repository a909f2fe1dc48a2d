// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/completion.h"
#include "app/cli/optiontable.h"

#include <QSet>

namespace Drydock {

namespace {

// The words before the cursor's are walked once, as the program reads them. @…@ is filled from the table.
constexpr auto skeleton = R"SCRIPT(# bash completion for drydockctl, made by: drydockctl completion bash

_drydockctl()
{
    local cur=${COMP_WORDS[COMP_CWORD]} site=() plain=() pending='' ended='' word i
    # Bash splits --option=value into three words; a lone = belongs to the option before it.
    for ((i = 1; i < COMP_CWORD; i++)); do
        word=${COMP_WORDS[i]}
        if [[ -n $ended ]]; then
            plain+=("$word")
        elif [[ $word == = ]]; then
            pending=${COMP_WORDS[i-1]}
        elif [[ -n $pending ]]; then
            [[ $pending != --root && $pending != --site ]] || site+=("$pending=${word/#\~\//$HOME/}")
            pending=''
        else
            case $word in
                --) ended=$i ;;
                @WITH_VALUE@) pending=$word ;;
                -*) ;;
                *) plain+=("$word") ;;
            esac
        fi
    done
    if [[ $cur == = && -z $ended ]]; then
        pending=${COMP_WORDS[COMP_CWORD-1]} cur=''
    fi
    COMPREPLY=()

    if [[ -n $ended && ${plain[0]-} == run ]]; then
        _drydockctl_program "$ended"
    elif [[ -n $pending ]]; then
        _drydockctl_value "$pending"
    elif [[ -z $ended && $cur == -* ]]; then
        _drydockctl_options "${plain[0]-}"
    elif [[ ${#plain[@]} -eq 0 ]]; then
        COMPREPLY=($(compgen -W '@COMMANDS@' -- "$cur"))
    else
        _drydockctl_argument "${plain[0]}" "${#plain[@]}"
    fi
}

# Called with cur and site of _drydockctl in sight.
_drydockctl_stores()
{
    local IFS=$'\n'
    COMPREPLY=($(compgen -W "$(drydockctl "${site[@]}" list -q 2>/dev/null)" -- "$cur"))
}

_drydockctl_program()
{
    if [[ $(($1 + 1)) -eq $COMP_CWORD ]]; then
        COMPREPLY=($(compgen -c -- "$cur"))
    else
        COMPREPLY=($(compgen -f -- "$cur"))
        compopt -o filenames 2>/dev/null || true
    fi
}

_drydockctl_value()
{
    case $1 in
@VALUES@    esac
}

_drydockctl_options()
{
    local options='@GLOBAL@'
    case $1 in
@OPTIONS@    esac
    COMPREPLY=($(compgen -W "$options" -- "$cur"))
    # An option that has its value after = is not finished yet.
    [[ ${#COMPREPLY[@]} -ne 1 || ${COMPREPLY[0]} != *= ]] || compopt -o nospace 2>/dev/null || true
}

_drydockctl_argument()
{
    case $1:$2 in
@ARGUMENTS@    esac
}

complete -F _drydockctl drydockctl
)SCRIPT";

QString words(const QByteArrayList &list)
{
    return QString::fromLatin1(list.join(' '));
}

QString branch(const QString &pattern, const QString &body)
{
    return QStringLiteral("        %1) %2 ;;\n").arg(pattern, body);
}

/// What completes a value; empty where nothing can.
QString action(ValueKind kind, const QByteArrayList &choices)
{
    switch (kind) {
    case ValueKind::Choice:
        return QStringLiteral("COMPREPLY=($(compgen -W '%1' -- \"$cur\"))").arg(words(choices));
    case ValueKind::Store:
        return QStringLiteral("_drydockctl_stores");
    case ValueKind::Folder:
        return QStringLiteral("COMPREPLY=($(compgen -d -- \"$cur\")); compopt -o filenames 2>/dev/null || true");
    case ValueKind::Bytes:
        return QStringLiteral("COMPREPLY=($(compgen -f -- \"$cur\")); compopt -o filenames 2>/dev/null || true");
    default:
        return {};
    }
}

QString offered(const QList<OptionSpec> &options)
{
    QByteArrayList forms;
    for (const OptionSpec &option : options)
        forms += option.kind != ValueKind::None && !option.valueOptional ? option.dashed() + '=' : option.dashed();
    return words(forms);
}

QList<OptionSpec> allOptions()
{
    QList<OptionSpec> options = globalOptions();
    QSet<QByteArray> seen;
    for (const CommandSpec &command : commandTable()) {
        for (const OptionSpec &option : command.options) {
            if (!seen.contains(option.name))
                options += option;
            seen += option.name;
        }
    }
    return options;
}

QString optionsWithValue()
{
    QByteArrayList forms;
    for (const OptionSpec &option : allOptions()) {
        if (option.kind == ValueKind::None || option.valueOptional)
            continue;
        forms += option.dashed();
        if (option.letter != '\0')
            forms += QByteArray("-") + option.letter;
    }
    return QString::fromLatin1(forms.join(" | "));
}

QString valueBranches()
{
    QString result;
    for (const OptionSpec &option : allOptions()) {
        const QString body = action(option.kind, option.choices);
        if (!body.isEmpty())
            result += branch(QString::fromLatin1(option.dashed()), body);
    }
    return result;
}

QString optionBranches()
{
    QString result;
    for (const CommandSpec &command : commandTable()) {
        if (!command.options.isEmpty())
            result += branch(QString::fromLatin1(command.name), u"options+=' "_qs + offered(command.options) + u'\'');
    }
    return result;
}

QString argumentBranches()
{
    QString result;
    for (const CommandSpec &command : commandTable()) {
        int number = 0;
        for (const ArgumentSpec &argument : command.arguments) {
            ++number;
            const QString body = action(argument.kind, argument.choices);
            const QString place = argument.repeatable ? u"*"_qs : QString::number(number);
            if (!body.isEmpty())
                result += branch(QString::fromLatin1(command.name) + u':' + place, body);
        }
    }
    return result;
}

QString commandNames()
{
    QByteArrayList names;
    for (const CommandSpec &command : commandTable())
        names += command.name;
    return words(names);
}

} // namespace

QString bashCompletion()
{
    return QString::fromLatin1(skeleton)
        .replace(u"@WITH_VALUE@"_qs, optionsWithValue())
        .replace(u"@COMMANDS@"_qs, commandNames())
        .replace(u"@VALUES@"_qs, valueBranches())
        .replace(u"@GLOBAL@"_qs, offered(globalOptions()))
        .replace(u"@OPTIONS@"_qs, optionBranches())
        .replace(u"@ARGUMENTS@"_qs, argumentBranches());
}

} // namespace Drydock
