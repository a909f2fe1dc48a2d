// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/optiontable.h"

#include <QHash>
#include <QStringList>

#include <chrono>
#include <optional>

namespace Drydock {

/// A command line that the table understands, or what is wrong with it.
class ParsedArguments
{
public:
    QString error; ///< translated, what and how; empty if all is well
    const CommandSpec *command = nullptr; ///< null: none was given (only --help and --version do without)
    QStringList arguments; ///< as in command->arguments
    QByteArrayList program; ///< what follows the "--" of a command that runs a program, byte for byte

    [[nodiscard]] bool has(const QByteArray &option) const { return m_values.contains(option); }
    /// The value, null without one. Checked: UTF-8 unless it is of the kind Bytes.
    [[nodiscard]] QString text(const QByteArray &option) const;
    [[nodiscard]] QByteArray bytes(const QByteArray &option) const { return m_values.value(option).value(0); }
    [[nodiscard]] QStringList texts(const QByteArray &option) const;
    [[nodiscard]] std::optional<std::chrono::seconds> duration(const QByteArray &option) const;

private:
    friend class ArgumentParser;
    QHash<QByteArray, QByteArrayList> m_values; ///< by option; an option without a value has an empty list
};

/// The value of an option of the kind Duration, which may be a bare 0 too.
[[nodiscard]] std::optional<std::chrono::seconds> optionDuration(const QByteArray &value);

/// An argument for people: escaped; bytes that are no UTF-8 show as \xNN.
[[nodiscard]] QString shownWord(const QByteArray &word);

} // namespace Drydock
