// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <optional>

namespace Drydock {

/// The three standard streams; tests put their own in their place. Nothing is buffered.
class Console
{
public:
    virtual ~Console() = default;

    /// 0, or errno: EPIPE once the reader has gone.
    virtual int writeOut(const QByteArray &bytes) = 0;
    virtual int writeErr(const QByteArray &bytes) = 0;
    /// Up to and without the next line feed; no value at the end of the input or after a failure.
    [[nodiscard]] virtual std::optional<QByteArray> readLine() = 0;

    [[nodiscard]] virtual bool inIsTerminal() const = 0;
    [[nodiscard]] virtual bool outIsTerminal() const = 0;
    [[nodiscard]] virtual bool errIsTerminal() const = 0;
    [[nodiscard]] virtual int outColumns() const = 0; ///< of the terminal, 80 without one
    [[nodiscard]] virtual int errColumns() const = 0;
    /// For poll(2): stdout, so that a reader's leaving is seen while nothing is written; -1 where there is none.
    [[nodiscard]] virtual int outDescriptor() const = 0;
};

/// Puts something that can neither be read nor written in the place of a standard stream that is closed: else the first
/// file that is opened would take its number, and what is meant for people would be written into it. To be called
/// before any file is opened.
void occupyClosedStreams();

/// The process' own streams. SIGPIPE must be ignored.
[[nodiscard]] Console &standardConsole();

} // namespace Drydock
