// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/console.h"

#include <cerrno>

#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

namespace Drydock {

namespace {

/// Waits where somebody has made the stream non-blocking: it is shared with the shell and its other programs.
bool waitUntilReady(int descriptor, short events)
{
    pollfd waiting{descriptor, events, 0};
    int result = 0;
    do {
        result = ::poll(&waiting, 1, -1);
    } while (result < 0 && errno == EINTR);
    return result > 0;
}

int writeAll(int descriptor, const QByteArray &bytes)
{
    qsizetype done = 0;
    while (done < bytes.size()) {
        const ssize_t written = ::write(descriptor, bytes.constData() + done, size_t(bytes.size() - done));
        if (written >= 0) {
            done += written;
            continue;
        }
        if (errno == EINTR)
            continue;
        if (errno != EAGAIN || !waitUntilReady(descriptor, POLLOUT))
            return errno;
    }
    return 0;
}

int columnsOf(int descriptor)
{
    winsize size{};
    return ::ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

class StandardConsole : public Console
{
public:
    int writeOut(const QByteArray &bytes) override { return writeAll(STDOUT_FILENO, bytes); }
    int writeErr(const QByteArray &bytes) override { return writeAll(STDERR_FILENO, bytes); }

    std::optional<QByteArray> readLine() override
    {
        // Byte by byte: what follows the line belongs to the next program that reads.
        QByteArray line;
        for (;;) {
            char byte = 0;
            const ssize_t got = ::read(STDIN_FILENO, &byte, 1);
            if (got < 0 && (errno == EINTR || (errno == EAGAIN && waitUntilReady(STDIN_FILENO, POLLIN))))
                continue;
            if (got <= 0)
                return line.isEmpty() ? std::nullopt : std::optional(line);
            if (byte == '\n')
                return line;
            line += byte;
        }
    }

    bool inIsTerminal() const override { return ::isatty(STDIN_FILENO) == 1; }
    bool outIsTerminal() const override { return ::isatty(STDOUT_FILENO) == 1; }
    bool errIsTerminal() const override { return ::isatty(STDERR_FILENO) == 1; }
    int outColumns() const override { return columnsOf(STDOUT_FILENO); }
    int errColumns() const override { return columnsOf(STDERR_FILENO); }
    int outDescriptor() const override { return STDOUT_FILENO; }
};

} // namespace

void occupyClosedStreams()
{
    for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
        // The lowest free number is given out, and the ones below are taken by now. Kept over exec on purpose.
        if (::fcntl(descriptor, F_GETFD) < 0 && errno == EBADF)
            static_cast<void>(::open("/dev/null", O_PATH));
    }
}

Console &standardConsole()
{
    static StandardConsole console;
    return console;
}

} // namespace Drydock
