// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <tl/expected.hpp>

namespace Drydock {

/// A value or an Error. A class and not an alias: [[nodiscard]] on an alias is ignored by both compilers.
template <class T>
class [[nodiscard]] Result : public tl::expected<T, Error>
{
public:
    using tl::expected<T, Error>::expected;
};

/// `return failure(ErrorCode::NoSuchStore, name);`
[[nodiscard]] inline tl::unexpected<Error> failure(Error error)
{
    return tl::unexpected<Error>(std::move(error));
}

[[nodiscard]] inline tl::unexpected<Error> failure(ErrorCode code, const QString &subject, const QString &detail = {},
                                                   int systemError = 0, int line = 0)
{
    return tl::unexpected<Error>(Error{code, subject, detail, systemError, line});
}

} // namespace Drydock
