// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QHash>
#include <QProcess>
#include <QString>

namespace Drydock {

/// The windows that are measured from outside, each in a process of its own: this program, started with --child.
enum class ChildKind {
    Bare, ///< a main window with a tree view of 1,000 rows: what the desktop costs anyway
    Window, ///< the real window on a site
    Spinner, ///< the real window with one visible spinner
};

/// Runs the child: prints "ready" after its first complete frame and "quiet" once it has settled, then lives until
/// its standard input ends.
int runChild(int argc, char **argv, ChildKind kind, const QString &root);
[[nodiscard]] QString childName(ChildKind kind);

/// A child that is ready, from the parent's side.
class Child
{
public:
    Child(ChildKind kind, const QByteArray &root);
    ~Child();
    Child(const Child &) = delete;
    Child &operator=(const Child &) = delete;

    [[nodiscard]] qint64 startNanoseconds() const { return m_start; } ///< process start to first complete frame
    void waitUntilQuiet();

    [[nodiscard]] qint64 residentBytes() const;
    /// Voluntary context switches of each thread, so far.
    [[nodiscard]] QHash<QString, qint64> voluntarySwitches() const;
    [[nodiscard]] qint64 cpuNanoseconds() const; ///< of all threads, so far

private:
    void waitFor(const char *word);

    QProcess m_process;
    qint64 m_start = 0;
};

} // namespace Drydock
