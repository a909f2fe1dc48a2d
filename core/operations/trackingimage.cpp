// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/operations/trackingimage.h"

#include <QRandomGenerator>

#include <algorithm>
#include <cerrno>

namespace Drydock {

namespace {

constexpr size_t mostProbes = 64; // an update, protocol 3.4
constexpr size_t fewestProbes = 8;

bool isOwn(const TrackingEntry &entry, const TrackingImage::Writer &writer)
{
    return entry.guardian.value_or(entry.process) == writer.self.key && entry.space == writer.space;
}

bool saysTheSame(const TrackingEntry &left, const TrackingEntry &right)
{
    return left.counts == right.counts && left.since == right.since && left.job == right.job
           && left.label == right.label;
}

qsizetype indexOf(const QList<TrackingEntry> &entries, const TrackingEntry &wanted)
{
    const auto found = std::find_if(entries.cbegin(), entries.cend(),
                                    [&wanted](const TrackingEntry &entry) { return entry.sameIdentity(wanted); });
    return found == entries.cend() ? -1 : found - entries.cbegin();
}

/// Puts the ledger's entries into a file's.
class OwnEntries
{
public:
    OwnEntries(const QList<TrackingEntry> &own, const QList<TrackingEntry> &written)
        : m_own(own)
        , m_written(written)
        , m_placed(static_cast<size_t>(own.size()), false)
        , m_seen(static_cast<size_t>(written.size()), false)
    {
    }

    /// What becomes of an own entry in the file. False: it goes.
    bool bringUpToDate(TrackingEntry &entry)
    {
        if (const qsizetype before = indexOf(m_written, entry); before >= 0)
            m_seen[static_cast<size_t>(before)] = true;
        if (const qsizetype now = indexOf(m_own, entry); now >= 0)
            return place(now, entry);
        // Left by an earlier program image of this process, or by an update that could not be written.
        if (entry.guardian)
            return false;
        if (entry.counts != OperationCounts()) {
            entry.counts = {};
            entry.raw.clear();
            m_changed = true;
        }
        return true;
    }

    /// PBS drops our keys when it rewrites the file, so that an entry stands there as if it were one of its own. It is
    /// known by process and counts, if the one that we wrote has gone; PBS never names our processes itself.
    void takeBackStripped(QList<TrackingEntry> &entries)
    {
        for (qsizetype i = 0; i < m_written.size(); ++i) {
            if (m_seen[static_cast<size_t>(i)])
                continue;
            const TrackingEntry &lost = m_written[i];
            const auto found = std::find_if(entries.begin(), entries.end(), [&lost](const TrackingEntry &entry) {
                return entry.space.isEmpty() && !entry.guardian && entry.process == lost.process
                       && entry.counts == lost.counts;
            });
            if (found == entries.end())
                continue;
            const qsizetype now = indexOf(m_own, lost);
            if (now < 0 || !place(now, *found))
                entries.erase(found);
            m_changed = true;
        }
    }

    void appendMissing(QList<TrackingEntry> &entries)
    {
        for (qsizetype i = 0; i < m_own.size(); ++i) {
            if (m_placed[static_cast<size_t>(i)])
                continue;
            entries.append(m_own[i]);
            m_changed = true;
        }
    }

    void setChanged() { m_changed = true; }
    [[nodiscard]] bool isChanged() const { return m_changed; }

private:
    /// False: it has its place already, somebody has doubled it.
    bool place(qsizetype index, TrackingEntry &entry)
    {
        if (m_placed[static_cast<size_t>(index)])
            return false;
        m_placed[static_cast<size_t>(index)] = true;
        if (!entry.sameIdentity(m_own[index]) || !saysTheSame(entry, m_own[index])) {
            entry = m_own[index];
            m_changed = true;
        }
        return true;
    }

    const QList<TrackingEntry> &m_own;
    const QList<TrackingEntry> &m_written;
    std::vector<bool> m_placed; ///< of m_own
    std::vector<bool> m_seen; ///< of m_written, in the file as we wrote them
    bool m_changed = false;
};

Judgement judge(const TrackingEntry &entry, const TrackingImage::Writer &writer)
{
    if (entry.space == writer.space)
        return isOwn(entry, writer) ? Judgement::CountsAlways : Judgement::ByProcess;
    // Whether PBS lives in a namespace that is not the first is not asked here: PBS drops its own entries.
    return judgeNamespace(writer.self, entry.space, entry.process.startTime, false);
}

} // namespace

TrackingImage::TrackingImage(ProcessTable &processes)
    : m_processes(processes)
    , m_place(QRandomGenerator::global()->generate())
{
}

void TrackingImage::clear()
{
    m_entries.clear();
    m_bytes.clear();
    m_isPrinted = false;
}

Result<void> TrackingImage::load(const QByteArray &bytes, const QString &path)
{
    // What the text means is a function of its bytes alone.
    if (!m_bytes.isEmpty() && (bytes.isSharedWith(m_bytes) || bytes == m_bytes))
        return {};
    clear();
    auto entries = parseTracking(bytes, path);
    if (!entries)
        return failure(entries.error());
    m_entries = std::move(*entries);
    m_bytes = bytes;
    return {};
}

bool TrackingImage::apply(const QList<TrackingEntry> &own, const Writer &writer)
{
    bool toPrint = false;
    bool changed = false;
    if (canApplyInPlace(own)) {
        changed = applyInPlace(own);
    } else {
        toPrint = putOwn(own, writer);
        toPrint = (writer.mayDrop && dropDeadBoots(writer)) || toPrint;
        plan(own, writer);
    }
    if (writer.mayDrop && dropEnded()) {
        toPrint = true;
        plan(own, writer);
    }
    if (toPrint)
        print();
    return toPrint || changed;
}

/// Our entries are the same ones as last time: only their own places in the text change.
bool TrackingImage::canApplyInPlace(const QList<TrackingEntry> &own) const
{
    if (!m_isPrinted || own.size() != static_cast<qsizetype>(m_own.size()))
        return false;
    for (size_t i = 0; i < m_own.size(); ++i) {
        if (!own[static_cast<qsizetype>(i)].sameIdentity(std::as_const(m_entries)[m_own[i]]))
            return false;
    }
    return true;
}

bool TrackingImage::applyInPlace(const QList<TrackingEntry> &own)
{
    bool changed = false;
    for (size_t i = 0; i < m_own.size(); ++i) {
        const TrackingEntry &entry = own[static_cast<qsizetype>(i)];
        if (saysTheSame(entry, std::as_const(m_entries)[m_own[i]]))
            continue;
        m_entries[m_own[i]] = entry;
        const QByteArray text = printEntry(entry);
        const qsizetype growth = text.size() - m_ownSpans[i].length;
        m_bytes.replace(m_ownSpans[i].begin, m_ownSpans[i].length, text);
        m_ownSpans[i].length = text.size();
        for (Span &span : m_ownSpans) {
            if (span.begin > m_ownSpans[i].begin)
                span.begin += growth;
        }
        changed = true;
    }
    return changed;
}

/// True if that changed anything.
bool TrackingImage::putOwn(const QList<TrackingEntry> &own, const Writer &writer)
{
    OwnEntries mine(own, m_written);
    const auto kept = std::remove_if(m_entries.begin(), m_entries.end(), [&](TrackingEntry &entry) {
        return isOwn(entry, writer) && !mine.bringUpToDate(entry);
    });
    if (kept != m_entries.end())
        mine.setChanged();
    m_entries.erase(kept, m_entries.end());
    mine.takeBackStripped(m_entries);
    mine.appendMissing(m_entries);
    return mine.isChanged();
}

bool TrackingImage::dropDeadBoots(const Writer &writer)
{
    return m_entries.removeIf([&writer](const TrackingEntry &entry) { return judge(entry, writer) == Judgement::Dead; })
           > 0;
}

/// Finds in the entries what an update is about.
void TrackingImage::plan(const QList<TrackingEntry> &own, const Writer &writer)
{
    m_own.assign(static_cast<size_t>(own.size()), 0);
    m_toProbe.clear();
    m_isPrinted = false;
    for (qsizetype i = 0; i < m_entries.size(); ++i) {
        const TrackingEntry &entry = std::as_const(m_entries)[i];
        if (const qsizetype ours = isOwn(entry, writer) ? indexOf(own, entry) : -1; ours >= 0)
            m_own[static_cast<size_t>(ours)] = i;
        else if (judge(entry, writer) == Judgement::ByProcess)
            m_toProbe.push_back(i);
    }
}

/// The text of all entries, and where in it ours are.
void TrackingImage::print()
{
    m_ownSpans.assign(m_own.size(), {});
    m_bytes = QByteArrayLiteral("[");
    for (qsizetype i = 0; i < m_entries.size(); ++i) {
        const TrackingEntry &entry = std::as_const(m_entries)[i];
        if (i > 0)
            m_bytes.append(',');
        const qsizetype begin = m_bytes.size();
        m_bytes.append(entry.raw.isEmpty() ? printEntry(entry) : entry.raw);
        const auto ours = std::find(m_own.begin(), m_own.end(), i);
        if (ours != m_own.end())
            m_ownSpans[static_cast<size_t>(ours - m_own.begin())] = {begin, m_bytes.size() - begin};
    }
    m_bytes.append(']');
    m_isPrinted = true;
}

/// The probe by kill(pid, 0) finds less than isProvenDead(): zombies and reused pids stay until they are gone for good.
/// Readers judge them; here only the file's growth is at stake, and half a microsecond under the lock.
/// A round goes on where the last one ended, so that in a file that grows no longer every entry has its turn.
bool TrackingImage::dropEnded()
{
    std::vector<qsizetype> ended;
    int probesLeft = static_cast<int>(m_toProbe.size() <= mostProbes ? mostProbes : m_probes);
    for (size_t i = 0; i < m_toProbe.size() && probesLeft > 0; ++i) {
        m_place = m_place < m_toProbe.size() ? m_place : m_place % m_toProbe.size();
        const qsizetype index = m_toProbe[m_place++];
        if (isGone(std::as_const(m_entries)[index], &probesLeft))
            ended.push_back(index);
    }
    // Among many that live a long-lived writer need not look at 64 each time: the file does not grow meanwhile.
    m_probes = ended.empty() ? std::max(m_probes / 2, fewestProbes) : mostProbes;
    if (ended.empty())
        return false;
    std::sort(ended.begin(), ended.end());
    // The next round begins with the same entry: those before it that go are counted off.
    const qsizetype next = m_place < m_toProbe.size() ? m_toProbe[m_place] : m_entries.size();
    m_place -= static_cast<size_t>(std::lower_bound(ended.begin(), ended.end(), next) - ended.begin());
    qsizetype index = 0;
    const auto kept = std::remove_if(m_entries.begin(), m_entries.end(), [&](const TrackingEntry &) {
        return std::binary_search(ended.begin(), ended.end(), index++);
    });
    m_entries.erase(kept, m_entries.end());
    return true;
}

bool TrackingImage::isGone(const TrackingEntry &entry, int *probesLeft)
{
    --*probesLeft;
    if (m_processes.probe(entry.process.pid) != -ESRCH)
        return false;
    if (!entry.guardian)
        return true;
    if (*probesLeft == 0)
        return false; // next time
    --*probesLeft;
    return m_processes.probe(entry.guardian->pid) == -ESRCH;
}

} // namespace Drydock
