// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/storenotes.h"
#include "tests/fuzz/fuzz.h"

using namespace Drydock;
using Fuzz::expect;
using Fuzz::isWholeText;

/// Any bytes are notes or none, and notes read back as they were written.
int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const auto notes = parseStoreNotes(Fuzz::input(data, size));
    if (!notes)
        return 0;
    const auto isWhole = [](const QString &store, const FileSystemNote &note) {
        return isWholeText(store) && isWholeText(note.type) && isWholeText(note.id) && isWholeText(note.path);
    };
    for (auto note = notes->cbegin(); note != notes->cend(); ++note) {
        if (!isWhole(note.key(), *note))
            return 0; // nothing that we would write
    }
    const auto again = parseStoreNotes(printStoreNotes(*notes));
    expect(again.has_value() && *again == *notes);
    return 0;
}
