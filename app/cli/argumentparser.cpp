// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/argumentparser.h"

#include "app/cli/clitext.h"
#include "core/base/utf8.h"

#include <algorithm>

namespace Drydock {

namespace {

bool looksLikeOption(const QByteArray &word)
{
    return word.size() > 1 && word.startsWith('-');
}

const OptionSpec *findOption(const QList<OptionSpec> &options, const QByteArray &name)
{
    const auto found = std::find_if(options.begin(), options.end(), [&name](const OptionSpec &option) {
        return option.name == name || (name.size() == 1 && option.letter == name[0]);
    });
    return found == options.end() ? nullptr : &*found;
}

/// The first command that has an option of this name, for a hint.
const CommandSpec *ownerOf(const QByteArray &name)
{
    for (const CommandSpec &command : commandTable()) {
        if (findOption(command.options, name) != nullptr)
            return &command;
    }
    return nullptr;
}

QString joined(const QByteArrayList &words)
{
    return QString::fromLatin1(words.join(", "));
}

} // namespace

/// Walks the words once; stops at the first error.
class ArgumentParser
{
public:
    explicit ArgumentParser(const QByteArrayList &words)
        : m_words(words)
    {
    }

    ParsedArguments parse()
    {
        if (readWords() && !m_parsed.has("help") && !m_parsed.has("version"))
            static_cast<void>(checkOptions() && checkArguments());
        return m_parsed;
    }

private:
    bool fail(const QString &error)
    {
        m_parsed.error = error;
        return false;
    }

    bool readWords()
    {
        while (m_at < m_words.size()) {
            const QByteArray word = m_words[m_at++];
            if (word == "--")
                return readRest();
            const bool fine = word.startsWith("--")   ? readLongOption(word)
                              : looksLikeOption(word) ? readLetters(word)
                                                      : readPlainWord(word);
            if (!fine)
                return false;
        }
        return true;
    }

    bool readRest()
    {
        if (m_parsed.command != nullptr && m_parsed.command->runsProgram) {
            m_parsed.program = m_words.mid(m_at);
            return true;
        }
        while (m_at < m_words.size()) {
            if (!readPlainWord(m_words[m_at++]))
                return false;
        }
        return true;
    }

    bool readPlainWord(const QByteArray &word)
    {
        if (m_parsed.command != nullptr) {
            m_arguments += word;
            return true;
        }
        m_parsed.command = findCommand(word);
        if (m_parsed.command == nullptr)
            return fail(Cli::tr("There is no command %1.").arg(shownWord(word)));
        return true;
    }

    const OptionSpec *optionNamed(const QByteArray &name) const
    {
        const OptionSpec *option = findOption(globalOptions(), name);
        if (option == nullptr && m_parsed.command != nullptr)
            option = findOption(m_parsed.command->options, name);
        return option;
    }

    bool failUnknown(const QString &form, const QByteArray &name)
    {
        const CommandSpec *owner = ownerOf(name);
        if (owner == nullptr)
            return fail(Cli::tr("There is no option %1.").arg(form));
        const QString ownerName = QString::fromLatin1(owner->name);
        if (m_parsed.command == nullptr)
            return fail(Cli::tr("%1 must stand after its command, such as %2.").arg(form, ownerName));
        return fail(
            Cli::tr("%1 has no option %2; %3 has.").arg(QString::fromLatin1(m_parsed.command->name), form, ownerName));
    }

    bool readLongOption(const QByteArray &word)
    {
        const qsizetype equals = word.indexOf('=');
        const QByteArray name = equals < 0 ? word.mid(2) : word.mid(2, equals - 2);
        const OptionSpec *option = name.size() > 1 ? optionNamed(name) : nullptr;
        if (option == nullptr)
            return failUnknown(shownWord("--" + name), name);
        if (equals >= 0)
            return addValue(*option, word.mid(equals + 1));
        if (option->valueOptional && m_at < m_words.size() && optionDuration(m_words[m_at]))
            return fail(Cli::tr("%1 %2 is not understood: write %1=%2.")
                            .arg(QString::fromLatin1(option->dashed()), shownWord(m_words[m_at])));
        if (option->kind == ValueKind::None || option->valueOptional)
            return addFlag(*option);
        return readValue(*option, QString::fromLatin1(option->dashed()));
    }

    /// "-q", "-qv", "-m TEXT", "-mTEXT"
    bool readLetters(const QByteArray &word)
    {
        for (qsizetype at = 1; at < word.size(); ++at) {
            const QByteArray letter = word.mid(at, 1);
            const OptionSpec *option = optionNamed(letter);
            if (option == nullptr)
                return failUnknown(u'-' + shownWord(letter), letter);
            if (option->kind == ValueKind::None) {
                if (!addFlag(*option))
                    return false;
                continue;
            }
            const QByteArray attached = word.mid(at + 1);
            const QString form = u'-' + QString::fromLatin1(letter);
            if (attached.startsWith('='))
                return fail(Cli::tr("%1= is not understood: write %1 VALUE or %2=VALUE.")
                                .arg(form, QString::fromLatin1(option->dashed())));
            return attached.isEmpty() ? readValue(*option, form) : addValue(*option, attached);
        }
        return true;
    }

    bool readValue(const OptionSpec &option, const QString &form)
    {
        if (m_at == m_words.size())
            return fail(Cli::tr("%1 wants a value.").arg(form));
        const QByteArray &value = m_words[m_at];
        if (looksLikeOption(value))
            return fail(Cli::tr("%1 wants a value, but %2 follows. A value that begins with a hyphen is written %3=%2.")
                            .arg(form, shownWord(value), QString::fromLatin1(option.dashed())));
        ++m_at;
        return addValue(option, value);
    }

    bool addFlag(const OptionSpec &option)
    {
        // A flag twice says nothing new, but an option that may have a value would be two wishes.
        if (option.kind != ValueKind::None && m_parsed.has(option.name))
            return failTwice(option);
        m_parsed.m_values[option.name];
        return true;
    }

    bool failTwice(const OptionSpec &option)
    {
        return fail(Cli::tr("%1 is given twice.").arg(QString::fromLatin1(option.dashed())));
    }

    bool addValue(const OptionSpec &option, const QByteArray &value)
    {
        const QString form = QString::fromLatin1(option.dashed());
        if (option.kind == ValueKind::None)
            return fail(Cli::tr("%1 takes no value.").arg(form));
        if (!option.repeatable && m_parsed.has(option.name))
            return failTwice(option);
        if (value.isEmpty() && !option.mayBeEmpty)
            return fail(Cli::tr("The value of %1 is empty.").arg(form));
        if (option.kind == ValueKind::Choice && !option.choices.contains(value))
            return fail(
                Cli::tr("%1 is no value of %2. There are: %3.").arg(shownWord(value), form, joined(option.choices)));
        if (option.kind == ValueKind::Duration && !optionDuration(value))
            return fail(Cli::tr("%1 is no duration for %2. Write a number with s, m, h or d, such as 90s or 1h30m.")
                            .arg(shownWord(value), form));
        if (option.kind != ValueKind::Bytes && !textFromUtf8(value))
            return fail(Cli::tr("The value of %1 is not UTF-8: %2.").arg(form, shownWord(value)));
        m_parsed.m_values[option.name] += value;
        return true;
    }

    bool checkGroups(const QList<OptionGroup> &groups)
    {
        for (const OptionGroup &group : groups) {
            QByteArrayList given;
            QByteArrayList all;
            for (const QByteArray &name : group.names) {
                all += "--" + name;
                if (m_parsed.has(name))
                    given += "--" + name;
            }
            if (given.size() > 1)
                return fail(Cli::tr("These exclude each other: %1.").arg(joined(given)));
            if (group.required && given.isEmpty())
                return fail(Cli::tr("One of these is needed: %1.").arg(joined(all)));
        }
        return true;
    }

    bool checkOptions()
    {
        const CommandSpec *command = m_parsed.command;
        if (command == nullptr)
            return fail(Cli::tr("A command is missing."));
        const QString name = QString::fromLatin1(command->name);
        if (m_parsed.has("json") && !command->json)
            return fail(Cli::tr("%1 has no JSON output.").arg(name));
        for (const OptionSpec &option : command->options) {
            if (option.required && !m_parsed.has(option.name))
                return fail(Cli::tr("%1 needs %2.").arg(name, QString::fromLatin1(option.dashed())));
        }
        return checkGroups(globalGroups()) && checkGroups(command->groups);
    }

    bool checkArguments()
    {
        const CommandSpec &command = *m_parsed.command;
        qsizetype next = 0;
        for (const ArgumentSpec &argument : command.arguments) {
            if (next == m_arguments.size() && !argument.optional)
                return fail(Cli::tr("%1 is missing.").arg(QString::fromLatin1(argument.placeholder)));
            const qsizetype begin = next;
            const qsizetype end = argument.repeatable ? m_arguments.size() : std::min(next + 1, m_arguments.size());
            for (; next < end; ++next) {
                // A store may well be called like the mode before it.
                if (m_arguments.mid(begin, next - begin).contains(m_arguments[next]))
                    return fail(Cli::tr("%1 is given twice.").arg(shownWord(m_arguments[next])));
                if (!addArgument(argument, m_arguments[next]))
                    return false;
            }
        }
        if (next < m_arguments.size())
            return fail(Cli::tr("%1 is one argument too many.").arg(shownWord(m_arguments[next])));
        if (command.runsProgram && m_parsed.program.isEmpty())
            return fail(Cli::tr("The command to run is missing: it stands after --."));
        return true;
    }

    bool addArgument(const ArgumentSpec &argument, const QByteArray &word)
    {
        const QString name = QString::fromLatin1(argument.placeholder);
        const auto text = textFromUtf8(word);
        if (!text)
            return fail(Cli::tr("%1 is not UTF-8: %2.").arg(name, shownWord(word)));
        if (text->isEmpty())
            return fail(Cli::tr("%1 is empty.").arg(name));
        if (argument.kind == ValueKind::Choice && !argument.choices.contains(word))
            return fail(Cli::tr("%1 is no %2. There are: %3.").arg(shownWord(word), name, joined(argument.choices)));
        m_parsed.arguments += *text;
        return true;
    }

    const QByteArrayList m_words;
    qsizetype m_at = 0;
    QByteArrayList m_arguments;
    ParsedArguments m_parsed;
};

ParsedArguments parseArguments(const QByteArrayList &arguments)
{
    return ArgumentParser(arguments).parse();
}

const CommandSpec *commandOf(const QByteArrayList &arguments)
{
    for (qsizetype at = 0; at < arguments.size(); ++at) {
        const QByteArray &word = arguments[at];
        if (word == "--")
            return at + 1 < arguments.size() ? findCommand(arguments[at + 1]) : nullptr;
        if (!looksLikeOption(word))
            return findCommand(word);
        const OptionSpec *option = word.startsWith("--") ? findOption(globalOptions(), word.mid(2)) : nullptr;
        if (option != nullptr && option->kind != ValueKind::None)
            ++at; // its value; "--name=value" is found by no such name
    }
    return nullptr;
}

bool hasFlag(const QByteArrayList &arguments, const QByteArray &name)
{
    const qsizetype end = arguments.indexOf("--");
    return arguments.mid(0, end).contains("--" + name);
}

QByteArray valueOf(const QByteArrayList &arguments, const QByteArray &name)
{
    const QByteArray form = "--" + name;
    for (qsizetype at = 0; at < arguments.size() && arguments[at] != "--"; ++at) {
        if (arguments[at].startsWith(form + '='))
            return arguments[at].mid(form.size() + 1);
        if (arguments[at] == form)
            return looksLikeOption(arguments.value(at + 1)) ? QByteArray() : arguments.value(at + 1);
    }
    return {};
}

} // namespace Drydock
