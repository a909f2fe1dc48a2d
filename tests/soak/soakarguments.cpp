// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/soak/soakarguments.h"

#include <QByteArray>

#include <algorithm>

namespace Drydock {

namespace {

quint64 numberIn(const QByteArray &text)
{
    bool isNumber = false;
    const quint64 number = text.toULongLong(&isNumber);
    if (!isNumber)
        qFatal("not a whole number: %s", text.constData());
    return number;
}

} // namespace

SoakArguments SoakArguments::take(int *count, char **arguments)
{
    SoakArguments taken;
    if (const QByteArray seed = qgetenv("DRYDOCK_SOAK_SEED"); !seed.isEmpty())
        taken.seed = numberIn(seed);
    if (const QByteArray minutes = qgetenv("DRYDOCK_SOAK_MINUTES"); !minutes.isEmpty())
        taken.minutes = static_cast<int>(numberIn(minutes));
    char **const end = arguments + *count;
    char **const option = std::find_if(arguments, end, [](char *word) { return qstrcmp(word, "--seed") == 0; });
    if (option == end)
        return taken;
    if (option + 1 == end)
        qFatal("--seed wants a number");
    taken.seed = numberIn(option[1]);
    std::copy(option + 2, end + 1, option); // with the null at the end
    *count -= 2;
    return taken;
}

} // namespace Drydock
