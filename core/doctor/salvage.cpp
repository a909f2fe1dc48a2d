// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/doctor/salvage.h"

#include <algorithm>
#include <optional>

namespace Drydock {

namespace {

// Longer than any entry that a program writes; it bounds the work for bytes that are none.
constexpr qsizetype longestEntry = 4096;
constexpr int deepestEntry = 16;

/// The length of the object that begins there, by brackets and quotes alone; no value if it does not end in time.
std::optional<qsizetype> objectLength(const QByteArray &bytes, qsizetype begin)
{
    const qsizetype end = std::min(bytes.size(), begin + longestEntry);
    int depth = 0;
    bool inText = false;
    for (qsizetype at = begin; at < end; ++at) {
        const char byte = bytes.at(at);
        if (inText) {
            if (byte == '\\')
                ++at;
            else
                inText = byte != '"';
        } else if (byte == '"') {
            inText = true;
        } else if (byte == '{') {
            if (++depth > deepestEntry)
                return std::nullopt;
        } else if (byte == '}' && --depth == 0) {
            return at + 1 - begin;
        }
    }
    return std::nullopt;
}

} // namespace

QList<TrackingEntry> salvageEntries(const QByteArray &bytes)
{
    QList<TrackingEntry> found;
    qsizetype at = bytes.indexOf('{');
    while (at >= 0) {
        const auto length = objectLength(bytes, at);
        const auto entries =
            length ? parseTracking('[' + bytes.sliced(at, *length) + ']', {}) : failure(ErrorCode::TrackingInvalid, {});
        if (entries)
            found.append(*entries);
        // An entry begins anywhere behind what was none.
        at = bytes.indexOf('{', entries ? at + *length : at + 1);
    }
    return found;
}

} // namespace Drydock
