// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayList>
#include <QList>
#include <QString>

namespace Drydock {

/// What a value is: how it is checked and completed.
enum class ValueKind {
    None, ///< a flag
    Text,
    Duration,
    Choice, ///< one of choices
    Folder,
    Bytes, ///< a file's path, not decoded
    NewName, ///< the name of a store that is to be
    Store,
};

struct OptionSpec {
    QByteArray name; ///< without the dashes
    char letter = '\0'; ///< of the short form, if there is one
    ValueKind kind = ValueKind::None;
    QByteArray placeholder; ///< of the value in help: "DUR"
    const char *help = nullptr; ///< context "Cli", not translated yet
    QByteArrayList choices;
    bool valueOptional = false; ///< then a value stands after '=' only
    bool required = false;
    bool repeatable = false;
    bool mayBeEmpty = false;

    [[nodiscard]] QByteArray dashed() const { return "--" + name; }
};

struct ArgumentSpec {
    QByteArray placeholder; ///< "STORE"
    ValueKind kind = ValueKind::Store;
    QByteArrayList choices;
    bool optional = false;
    bool repeatable = false; ///< the last one only
};

/// At most one of these makes sense, or, if one is required, exactly one.
struct OptionGroup {
    QByteArrayList names;
    bool required = false;
};

struct CommandSpec {
    QByteArray name;
    QList<ArgumentSpec> arguments;
    QList<OptionSpec> options;
    QList<OptionGroup> groups;
    const char *summary = nullptr; ///< context "Cli", as all texts here
    QList<const char *> details; ///< paragraphs of its help and of the man page
    bool json = true; ///< --json makes sense
    bool runsProgram = false; ///< "-- COMMAND [ARG…]" must follow
};

/// The one table that drives parser, help, completion and man page.
[[nodiscard]] const QList<CommandSpec> &commandTable();
[[nodiscard]] const QList<OptionSpec> &globalOptions();
[[nodiscard]] const QList<OptionGroup> &globalGroups();

/// Null if there is none of that name.
[[nodiscard]] const CommandSpec *findCommand(const QByteArray &name);

} // namespace Drydock
