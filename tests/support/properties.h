// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <rapidcheck.h>

#include <utility>

namespace Drydock {

/// Whether a claim holds for what RapidCheck generates. The values are the same in each run, so that what fails
/// somewhere fails everywhere; RC_PARAMS="seed=7 max_success=100000" in the environment chooses others and more. The
/// seed, the smallest counterexample and how to come back to it are printed when it fails.
template <class Testable>
[[nodiscard]] bool holdsAlways(const char *claim, Testable &&testable)
{
    static const bool isChosen = qEnvironmentVariableIsSet("RC_PARAMS") || qputenv("RC_PARAMS", "seed=20260131");
    return isChosen && rc::check(claim, std::forward<Testable>(testable));
}

/// Any of these, each as likely.
template <class Value>
[[nodiscard]] Value oneOf(std::initializer_list<Value> values)
{
    return values.begin()[*rc::gen::inRange<size_t>(0, values.size())]; // by index: RapidCheck can print that
}

[[nodiscard]] inline bool maybe()
{
    return *rc::gen::arbitrary<bool>();
}

/// Bytes put together of these pieces and, now and then, any byte.
[[nodiscard]] inline QByteArray bytesOf(const std::vector<std::string> &pieces)
{
    const auto piece = rc::gen::weightedOneOf<std::string>(
        {{9, rc::gen::elementOf(pieces)},
         {1, rc::gen::map(rc::gen::arbitrary<char>(), [](char c) { return std::string(1, c); })}});
    QByteArray bytes;
    for (const std::string &part : *rc::gen::container<std::vector<std::string>>(piece))
        bytes.append(part.data(), static_cast<qsizetype>(part.size()));
    return bytes;
}

} // namespace Drydock
