// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

#include <algorithm>
#include <cstddef>
#include <cstdint>

/// libFuzzer calls it with each input.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size);

namespace Drydock::Fuzz {

[[nodiscard]] inline QByteArray input(const std::uint8_t *data, std::size_t size)
{
    return {reinterpret_cast<const char *>(data), static_cast<qsizetype>(size)};
}

/// A broken claim ends the program, and libFuzzer keeps the input.
inline void expect(bool claim)
{
    if (!claim)
        __builtin_trap();
}

/// Whether a text can be written as UTF-8 and read again: no half of a surrogate pair.
[[nodiscard]] inline bool isWholeText(const QString &text)
{
    return QString::fromUtf8(text.toUtf8()) == text;
}

/// What two texts don't have in common after their common begin and before their common end.
struct Difference {
    QByteArray before;
    QByteArray after;

    Difference(const QByteArray &one, const QByteArray &other)
    {
        const qsizetype shorter = std::min(one.size(), other.size());
        const auto begins = std::mismatch(one.cbegin(), one.cbegin() + shorter, other.cbegin());
        const qsizetype head = begins.first - one.cbegin();
        qsizetype tail = 0;
        while (tail < shorter - head && one[one.size() - 1 - tail] == other[other.size() - 1 - tail])
            ++tail;
        before = one.sliced(head, one.size() - head - tail);
        after = other.sliced(head, other.size() - head - tail);
    }
};

} // namespace Drydock::Fuzz
