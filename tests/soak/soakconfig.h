// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/soak/soakboard.h"

namespace Drydock {

/// datastore.cfg as an editor handles it that knows nothing of locks. Every mode has a number for its message, "m12",
/// by which it is known again wherever it is shown; no mode is number 0.
struct SoakConfig {
    struct Store {
        SoakMode mode = SoakMode::Open;
        quint64 number = 0;
        QByteArray path;
    };
    std::array<Store, SoakBoard::stores> stores;

    [[nodiscard]] static SoakConfig read(const QByteArray &path); ///< ends the program if that is not what is there
    [[nodiscard]] QByteArray text(quint64 comment) const;

    /// Reads the file, gives that store another mode (or none: only comments change, and all modes are written back as
    /// they were read), writes it beside and renames it over whatever is there by then. Logged as a change of each
    /// store.
    static void edit(SoakBoard *board, const QByteArray &path, int store, SoakMode mode);
};

[[nodiscard]] QByteArray soakStoreName(quint32 store); ///< "disk0"
[[nodiscard]] quint64 modeNumber(const QByteArray &message); ///< 12 for "m12", 0 for anything else

} // namespace Drydock
