// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

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

} // namespace Drydock::Fuzz
