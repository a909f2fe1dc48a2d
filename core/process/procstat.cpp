// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/process/procstat.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <string_view>

namespace Drydock {

namespace {

// Numbers of proc(5), counted after the command: state is field 3 of the line and 0 here.
constexpr size_t stateField = 0;
constexpr size_t parentField = 1;
constexpr size_t userTimeField = 11;
constexpr size_t systemTimeField = 12;
constexpr size_t threadsField = 17;
constexpr size_t startTimeField = 19;
constexpr size_t memorySizeField = 20;
constexpr size_t residentField = 21;
constexpr size_t fieldsNeeded = 23;

constexpr std::string_view blanks = " \t\n\f\r";

/// A whole number as Rust's parse() reads it, which is what the other side of the file uses: a plus sign and leading
/// zeros are fine, anything else around the digits is not.
template <class Number>
bool parseNumber(std::string_view text, Number *out)
{
    if (text.starts_with('+')) {
        text.remove_prefix(1);
        if (text.starts_with('-'))
            return false;
    }
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), *out);
    return error == std::errc() && end == text.data() + text.size();
}

std::string_view trimmed(std::string_view text)
{
    const size_t begin = text.find_first_not_of(blanks);
    if (begin == std::string_view::npos)
        return {};
    return text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

using Fields = std::array<std::string_view, fieldsNeeded>;

bool splitFields(std::string_view text, Fields *fields)
{
    size_t at = 0;
    for (std::string_view &field : *fields) {
        at = text.find_first_not_of(blanks, at);
        if (at == std::string_view::npos)
            return false;
        const size_t end = std::min(text.find_first_of(blanks, at), text.size());
        field = text.substr(at, end - at);
        at = end;
    }
    return true;
}

/// PBS reads any 32 bits as a process id; no kernel gives one that does not fit into pid_t, and cut to size it would
/// be another process's, or a group's.
bool parsePid(std::string_view text, pid_t *out)
{
    quint32 number = 0;
    if (!parseNumber(text, &number) || number > static_cast<quint32>(std::numeric_limits<pid_t>::max()))
        return false;
    *out = static_cast<pid_t>(number);
    return true;
}

/// A line that is damaged in a field beside ours is not trusted in ours.
bool othersAreNumbers(const Fields &fields)
{
    quint64 natural = 0;
    qint64 whole = 0;
    return parseNumber(fields[userTimeField], &natural) && parseNumber(fields[systemTimeField], &natural)
           && parseNumber(fields[memorySizeField], &natural) && parseNumber(fields[residentField], &whole);
}

} // namespace

std::optional<ProcStat> parseProcStat(const QByteArray &text)
{
    const std::string_view line(text.constData(), static_cast<size_t>(text.size()));
    const size_t open = line.find('(');
    const size_t close = line.rfind(')');
    if (open == std::string_view::npos || close == std::string_view::npos || close < open)
        return std::nullopt;

    Fields fields;
    qint64 threads = 0;
    ProcStat stat;
    if (!parsePid(trimmed(line.substr(0, open)), &stat.pid) || !splitFields(line.substr(close + 1), &fields)
        || fields[stateField].size() != 1 || !parsePid(fields[parentField], &stat.parent)
        || !parseNumber(fields[threadsField], &threads) || !parseNumber(fields[startTimeField], &stat.startTime)
        || !othersAreNumbers(fields))
        return std::nullopt;

    stat.command = text.mid(static_cast<qsizetype>(open) + 1, static_cast<qsizetype>(close - open) - 1);
    stat.state = fields[stateField].front();
    stat.threads = static_cast<int>(std::clamp<qint64>(threads, 0, std::numeric_limits<int>::max()));
    return stat;
}

} // namespace Drydock
