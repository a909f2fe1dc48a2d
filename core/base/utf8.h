// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>
#include <QString>

#include <optional>

namespace Drydock {

/// The text of bytes that are UTF-8 throughout, else no value. Unlike QString::fromUtf8 it neither replaces what is
/// wrong nor drops a byte order mark at the start: to PBS that is a character like any other.
[[nodiscard]] std::optional<QString> textFromUtf8(QByteArrayView bytes);

} // namespace Drydock
