// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/uniquefd.h"
#include "core/process/processid.h"

#include <QByteArray>
#include <QByteArrayList>
#include <QTemporaryDir>

#include <functional>
#include <optional>

namespace Drydock {

/// How a wrapper is started.
struct JobSetup {
    QByteArrayList wrapper = {}; ///< empty: tests/helpers/jobrun
    QByteArrayList options = {};
    QByteArrayList command = {}; ///< empty: jobsubject
    std::function<void()> prepare = {}; ///< in the child before exec: async-signal-safe calls only
    QByteArrayList before = {}; ///< a program that is to start the wrapper
    QByteArray terminal = {}; ///< "fg" or "bg": under jobshell, on a terminal
};

/// A wrapper with its command, both real processes, and the test in the place of gate and tracker. Every wait has a
/// deadline: an empty answer is a failure. On destruction all that is left of the job is killed.
class TestJob
{
public:
    explicit TestJob(const JobSetup &setup = {});
    TestJob(const TestJob &) = delete;
    TestJob &operator=(const TestJob &) = delete;
    ~TestJob();

    /// The wrapper's pid, or the shell's that has it on its terminal.
    [[nodiscard]] pid_t pid() const { return m_pid; }
    [[nodiscard]] QByteArray folder() const { return m_folder.path().toUtf8(); }
    void touch(const QByteArray &name) const; ///< creates or replaces a file in the folder that is watched

    QByteArray nextCall(); ///< the next call or event: "admit PID START"
    void answer(const QByteArray &line);
    /// Answers looks at the entry with "ok" until another call comes.
    QByteArray nextCallButLooks();
    /// Admits the command and waits until jobsubject is ready. Its pid, 0 on failure.
    pid_t admit();

    QByteArray nextOutput(); ///< a line of the command's standard output
    [[nodiscard]] QByteArray outputToEnd(); ///< the rest, once nobody has it open
    QByteArray nextError(); ///< a line of what a wrapper of the test's choice and its command say on stderr
    QByteArray errors(); ///< the rest of that, once nobody has it open
    void tell(const QByteArray &order); ///< to jobsubject
    /// Tells and waits until it is done; the line before "done", if there was one.
    QByteArray order(const QByteArray &order);
    void endLifeline(int descriptor); ///< 5 or 6: what jobsubject has left behind ends

    void signal(int number) const; ///< to the wrapper
    std::optional<int> waitEnd(); ///< wait status of pid()
    bool waitStopped(int number); ///< of pid(), by that signal

    void type(const QByteArray &keys) const; ///< on the terminal
    void closeTerminal();
    void orderShell(const QByteArray &order) const; ///< "fg" or "bg"
    QByteArray nextReport(); ///< of the shell: "stopped 20"

    [[nodiscard]] static char stateOf(pid_t pid); ///< '\0' if there is no such process
    [[nodiscard]] static ProcessKey keyOf(pid_t pid);

private:
    /// Reads lines from a pipe, each within the deadline.
    class Lines
    {
    public:
        void open(UniqueFd descriptor) { m_descriptor = std::move(descriptor); }
        QByteArray next();
        QByteArray toEnd();

    private:
        bool fill();
        UniqueFd m_descriptor;
        QByteArray m_buffer;
    };

    QTemporaryDir m_folder;
    pid_t m_pid = 0;
    bool m_reaped = false;
    Lines m_calls;
    Lines m_output;
    Lines m_reports;
    Lines m_errors;
    UniqueFd m_answers;
    UniqueFd m_control;
    UniqueFd m_lifelines[2];
    UniqueFd m_terminal;
    UniqueFd m_orders;
};

} // namespace Drydock
