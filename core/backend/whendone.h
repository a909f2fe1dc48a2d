// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QFuture>
#include <QFutureWatcher>
#include <QObject>

#include <type_traits>
#include <utility>

namespace Drydock {

/// Calls `receive(result)` in the receiver's thread once the future has its result; never if the receiver dies first. A
/// future that is cancelled gives the error Cancelled where its result can hold one, else nothing: whoever waits for an
/// answer before it goes on must not wait for ever. The watcher belongs to the receiver: QFuture::then(context) aborts
/// in Qt 6.4 when the context dies before the future is done.
template <class T, class Receive>
void whenDone(const QFuture<T> &future, QObject *receiver, Receive receive)
{
    auto *watcher = new QFutureWatcher<T>(receiver);
    QObject::connect(watcher, &QFutureWatcherBase::finished, receiver,
                     [watcher, receive = std::move(receive)]() mutable {
                         watcher->deleteLater();
                         if (watcher->future().resultCount() > 0)
                             receive(watcher->result());
                         else if constexpr (std::is_constructible_v<T, tl::unexpected<Error>>)
                             receive(T(failure(ErrorCode::Cancelled, {})));
                     });
    watcher->setFuture(future);
}

} // namespace Drydock
