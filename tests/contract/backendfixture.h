// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/backend/backend.h"

#include <memory>

namespace Drydock {

/// A backend with the world behind it, throw-away: what the contract test needs besides Backend's own functions.
class BackendFixture
{
public:
    BackendFixture() = default;
    BackendFixture(const BackendFixture &) = delete;
    BackendFixture &operator=(const BackendFixture &) = delete;
    virtual ~BackendFixture() = default;

    [[nodiscard]] virtual Backend &backend() = 0;
    /// A folder that a new store may have as its path.
    [[nodiscard]] virtual QString freshFolder(const QString &name) = 0;
    /// Another process begins an operation on the store, through the gate; it goes on until endOperation(). False if it
    /// is refused.
    virtual bool beginOperation(const QString &store, Operation operation) = 0;
    virtual void endOperation() = 0; ///< the one begun last
};

/// The fixture that this program was built with. Its site has no store yet.
[[nodiscard]] std::unique_ptr<BackendFixture> makeBackendFixture();

} // namespace Drydock
