// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/operations/trackingfile.h"
#include "tests/fuzz/fuzz.h"

#include <QJsonDocument>

using namespace Drydock;
using Fuzz::expect;

namespace {

bool sameFields(const TrackingEntry &one, const TrackingEntry &other)
{
    return one.sameIdentity(other) && one.counts == other.counts && one.since == other.since && one.job == other.job
           && one.label == other.label;
}

/// What we take for JSON another parser takes for JSON, too: keys that nobody asked for are no place to hide rubbish.
void expectJson(const QByteArray &bytes)
{
    QJsonParseError error;
    static_cast<void>(QJsonDocument::fromJson(bytes, &error));
    // Its numbers end where a double's do; ours are copied and not read.
    expect(error.error == QJsonParseError::NoError || error.error == QJsonParseError::IllegalNumber);
}

} // namespace

/// I-06: what was read is written byte for byte, and reads the same when it is written anew.
int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const QString path = u"tracking"_qs;
    const QByteArray bytes = Fuzz::input(data, size);
    const auto entries = parseTracking(bytes, path);
    if (!entries) {
        expect(entries.error().code == ErrorCode::TrackingInvalid && !entries.error().detail.isEmpty());
        return 0;
    }
    expectJson(bytes);

    const auto copied = parseTracking(printTracking(*entries), path);
    expect(copied.has_value() && copied->size() == entries->size());
    for (qsizetype index = 0; index < entries->size(); ++index) {
        const TrackingEntry &entry = (*entries)[index];
        expect(!entry.raw.isEmpty() && bytes.contains(entry.raw) && (*copied)[index].raw == entry.raw);
        expect(entry.process.pid > 0 && entry.counts.read >= 0 && entry.counts.write >= 0);
        expect(sameFields((*copied)[index], entry));

        TrackingEntry own = entry;
        own.raw.clear();
        const auto anew = parseTracking(printTracking({own}), path);
        expect(anew.has_value() && anew->size() == 1 && sameFields(anew->first(), entry));
    }
    return 0;
}
