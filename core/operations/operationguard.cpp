// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/operations/operationguard.h"

#include "core/base/forkgeneration.h"

#include <utility>

namespace Drydock {

OperationGuard::OperationGuard(std::shared_ptr<OperationTracker> tracker, const QString &store, Operation operation,
                               const EntryInfo &info)
    : m_tracker(std::move(tracker))
    , m_store(store)
    , m_operation(operation)
    , m_info(info)
    , m_generation(forkGeneration())
{
}

OperationGuard::OperationGuard(OperationGuard &&) noexcept = default;

OperationGuard &OperationGuard::operator=(OperationGuard &&other) noexcept
{
    if (this != &other) {
        [[maybe_unused]] const auto released = release(); // as the destructor does
        m_tracker = std::move(other.m_tracker);
        m_store = std::move(other.m_store);
        m_operation = other.m_operation;
        m_info = std::move(other.m_info);
        m_generation = other.m_generation;
    }
    return *this;
}

OperationGuard::~OperationGuard()
{
    [[maybe_unused]] const auto released = release();
}

bool OperationGuard::isHeld() const
{
    return m_tracker != nullptr && m_generation == forkGeneration();
}

Result<OperationGuard> OperationGuard::clone() const
{
    if (!isHeld())
        return failure(ErrorCode::Cancelled, m_store, QStringLiteral("the operation is not held"));
    const Deadline limit = Deadline::after(m_tracker->clock(), lockTimeLimit);
    if (auto acquired = m_tracker->acquire(m_store, m_operation, m_info, limit); !acquired)
        return failure(acquired.error());
    return OperationGuard(m_tracker, m_store, m_operation, m_info);
}

Result<void> OperationGuard::release()
{
    const bool held = isHeld();
    const std::shared_ptr<OperationTracker> tracker = std::exchange(m_tracker, nullptr);
    if (!held)
        return {};
    return tracker->release(m_store, m_operation, m_info);
}

} // namespace Drydock
