// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/soak/soakconfig.h"
#include "tests/soak/soakprocess.h"
#include "tests/soak/soakrun.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <cstdio>
#include <ctime>

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace Drydock {

namespace {

/// Whether a process that started so long ago is told apart from one with its pid that starts now.
bool isOlderThanATick(quint64 startTime)
{
    timespec now{};
    ::clock_gettime(CLOCK_BOOTTIME, &now);
    const auto ticks = static_cast<quint64>(::sysconf(_SC_CLK_TCK));
    const quint64 tick = quint64(now.tv_sec) * ticks + quint64(now.tv_nsec) * ticks / 1'000'000'000;
    return tick > startTime + 1;
}

QByteArray number(quint64 value)
{
    return QByteArray::number(value);
}

} // namespace

void SoakRun::act()
{
    const quint32 choice = m_random.below(1000);
    if (choice < 400)
        audit(m_random.below(SoakBoard::stores));
    else if (choice < 480)
        killSomebody();
    else if (choice < 640)
        stopSomebody();
    else if (choice < 760)
        stopAllAndEdit();
    else if (choice < 840)
        startJob();
    else if (choice < 920)
        disturbJob();
    else if (choice < 985)
        startWait();
    else
        replaceFolder(false);
}

void SoakRun::killSomebody()
{
    const Actor &actor = m_actors.at(m_random.below(static_cast<quint32>(m_actors.size())));
    m_board.log({SoakEvent::Kill, actor.process});
    ::kill(actor.pid, SIGKILL);
    ++m_figures.kills;
}

void SoakRun::stopSomebody()
{
    const quint32 limit = m_random.chance(100) ? m_plan.longestStop : m_plan.longestStop / 10;
    stop(m_actors.at(m_random.below(static_cast<quint32>(m_actors.size()))).pid, 1 + m_random.below(limit));
}

/// Somebody may be between its look at the config and its entry now; an editor asks no lock whether that is so. No
/// observer may take what it sees then for a proof.
void SoakRun::stopAllAndEdit()
{
    for (const Actor &actor : std::as_const(m_actors)) {
        if (actor.part == "operate")
            stop(actor.pid, m_plan.longestStop);
    }
    const bool isQuiet = m_random.chance(700);
    const quint32 store = isQuiet ? SoakBoard::stores - 1 : m_random.below(SoakBoard::stores);
    SoakConfig::edit(&m_board, m_site.site().configPath(), static_cast<int>(store), SoakMode::Offline);
    ++m_figures.edits;
    m_observers->awaitDrained(store, std::chrono::milliseconds(40));
    goOn(true);
}

void SoakRun::startJob()
{
    QList<quint32> free;
    for (quint32 index = 0; index < SoakBoard::jobs; ++index)
        free.append(index);
    for (const Job &job : std::as_const(m_jobs))
        free.removeOne(job.index);
    if (free.isEmpty())
        return;
    Job job;
    job.process = m_board.newProcess();
    job.index = free.first();
    m_board.leader.at(job.index) = 0;
    job.begin = {SoakEvent::Begin, job.process, m_random.below(SoakBoard::stores), m_random.below(2),
                 ++m_board.operations};
    job.begin.value = 1;
    m_board.log(job.begin);
    const QByteArray store = soakStoreName(job.begin.store);
    job.pid = startProcess(QByteArrayList{DRYDOCK_BIN_DIR "/drydockctl", "--root", m_site.site().configFolder, "run",
                                          store, "--op", job.begin.isWrite != 0 ? "write" : "read", "--"}
                           + actorWords("job")
                           + QByteArrayList{number(job.process), number(job.begin.subject), number(job.index),
                                            number(job.begin.store), number(job.begin.isWrite)});
    m_board.tellIdentity(job.process, job.pid);
    m_jobs.append(job);
    ++m_figures.jobs;
}

void SoakRun::disturbJob()
{
    if (m_jobs.isEmpty())
        return;
    Job &job = m_jobs[m_random.below(static_cast<quint32>(m_jobs.size()))];
    const quint32 leader = m_board.leader.at(job.index);
    const quint32 choice = m_random.below(3);
    if (leader == 0 || job.isKilled)
        return;
    if (choice == 0)
        return stop(job.pid, 1 + m_random.below(m_plan.longestStop));
    if (choice == 1) {
        m_board.log({SoakEvent::Kill, job.process});
        ::kill(job.pid, SIGKILL);
        job.isKilled = true;
        job.command = leader;
        ++m_figures.kills;
    } else {
        m_figures.kills += killCommand(job, leader) ? 1 : 0;
    }
}

bool SoakRun::killCommand(const Job &job, quint32 process)
{
    const SoakBoard::Process &command = m_board.process.at(process);
    const pid_t pid = command.pid;
    if (startTimeOf(pid) != command.startTime)
        return false; // has ended
    SoakEvent event = job.begin;
    event.kind = SoakEvent::Left;
    event.value = 1;
    m_board.log(event);
    ::kill(pid, SIGKILL);
    return true;
}

/// As they do by themselves, with at most one look a second.
bool SoakRun::wrappersHaveListedTheirJobs()
{
    for (const Job &job : std::as_const(m_jobs)) {
        const QByteArray guardian = "\"guardian\":{\"pid\":" + number(job.pid) + ',';
        const auto &operations = m_judge.model().operations();
        const auto operation = operations.find(job.begin.subject);
        if (operation != operations.end() && m_judge.model().lives(operation->second)
            && !m_site.tracking(soakStoreName(job.begin.store)).contains(guardian))
            return false;
    }
    return true;
}

void SoakRun::startWait()
{
    if (m_waits.size() >= 3)
        return;
    Wait wait;
    wait.event = {SoakEvent::Waited, 0, m_random.below(SoakBoard::stores)};
    wait.event.call = m_board.events;
    wait.pid = startProcess(
        {DRYDOCK_BIN_DIR "/drydockctl", "--root", m_site.site().configFolder, "wait", soakStoreName(wait.event.store)});
    m_waits.append(wait);
}

void SoakRun::replaceFolder(bool isSeen)
{
    const QByteArray folder = m_site.site().trackingFolder;
    const QByteArray beside = m_site.path("folder-" + number(m_figures.folders));
    ::mkdir(beside.constData(), 0770);
    ::chmod(beside.constData(), 0770);
    SoakEvent event{SoakEvent::Replace};
    event.value = isSeen ? 1 : 0;
    m_board.log(event);
    if (m_random.chance(500)) {
        if (::renameat2(AT_FDCWD, beside.constData(), AT_FDCWD, folder.constData(), RENAME_EXCHANGE) != 0)
            qFatal("soak: cannot exchange folders");
    } else {
        ::rename(folder.constData(), (beside + "-old").constData());
        // Who begins now makes one itself; then ours does not get in its place.
        ::rename(beside.constData(), folder.constData());
    }
    event.kind = SoakEvent::Replaced;
    m_board.log(event);
    ++m_figures.folders;
    m_isReplaced = true;
}

/// Reads a tracking file with nothing of what is under test.
void SoakRun::audit(quint32 store)
{
    m_board.log({SoakEvent::Audit, 0, store});
    const QByteArray text = m_site.tracking(soakStoreName(store));
    const QJsonDocument document = QJsonDocument::fromJson(text);
    if (!text.isEmpty() && !document.isArray())
        failed("a tracking file does not parse: " + text);
    for (const QJsonValue &value : document.array()) {
        const QJsonObject entry = value.toObject();
        const QJsonObject owner = entry.contains(u"guardian") ? entry.value(u"guardian").toObject() : entry;
        const QJsonObject counts = entry.value(u"active_operations").toObject();
        const auto pid = static_cast<pid_t>(owner.value(u"pid").toInt());
        SoakEvent event{SoakEvent::Listed, processOf(pid, quint64(owner.value(u"starttime").toInteger())), store};
        event.reads = quint64(counts.value(u"read").toInteger());
        event.value = quint64(counts.value(u"write").toInteger());
        m_board.log(event);
        if (event.process == 0)
            failed("an entry names nobody: " + text);
    }
    m_board.log({SoakEvent::Audited, 0, store});
    ++m_figures.audits;
}

/// 0: nobody's.
quint32 SoakRun::processOf(pid_t pid, quint64 startTime) const
{
    for (quint32 process = m_board.processes; process > 0; --process) {
        const SoakBoard::Process &known = m_board.process.at(process);
        if (known.pid == pid && (startTime == 0 || known.startTime == startTime))
            return process;
    }
    return 0;
}

void SoakRun::reap()
{
    int status = 0;
    for (pid_t pid = ::waitpid(-1, &status, WNOHANG); pid > 0; pid = ::waitpid(-1, &status, WNOHANG))
        ended(pid, status);
}

void SoakRun::ended(pid_t pid, int status)
{
    m_stops.removeIf([pid](const Stop &stop) { return stop.pid == pid; });
    const auto wait = std::find_if(m_waits.begin(), m_waits.end(), [pid](const Wait &each) { return each.pid == pid; });
    if (wait != m_waits.end()) {
        if (WIFEXITED(status) && WEXITSTATUS(status) == 0) {
            m_board.log(wait->event);
            ++m_figures.waits;
        }
        m_waits.erase(wait);
        return;
    }
    const auto job = std::find_if(m_jobs.begin(), m_jobs.end(), [pid](const Job &each) { return each.pid == pid; });
    if (job != m_jobs.end() && job->isKilled)
        m_orphans.append(*job); // what it has left goes on
    else if (const quint32 process = processOf(pid, 0); process != 0)
        m_board.log({SoakEvent::Dead, process});
    if (job != m_jobs.end())
        m_jobs.erase(job);
    for (Actor &actor : m_actors) {
        if (actor.pid != pid || m_board.finish != 0)
            continue;
        if (WIFEXITED(status) ? WEXITSTATUS(status) != 0 : WTERMSIG(status) != SIGKILL)
            failed(actor.part + " ended with status " + QByteArray::number(status, 16));
        // Another one, under the same pid: what the first has left must not count on its account.
        const bool isReused = m_random.chance(700) && isOlderThanATick(m_board.process.at(actor.process).startTime);
        start(&actor, isReused ? pid : 0);
    }
}

void SoakRun::endWaits()
{
    for (const Wait &wait : std::as_const(m_waits))
        ::kill(wait.pid, SIGKILL);
    while (!m_waits.isEmpty()) {
        int status = 0;
        const pid_t pid = m_waits.first().pid;
        ::waitpid(pid, &status, 0);
        ended(pid, status);
    }
}

void SoakRun::stop(pid_t pid, quint32 milliseconds)
{
    ::kill(pid, SIGSTOP);
    m_stops.append({pid, m_time.elapsed() + milliseconds});
    ++m_figures.stops;
}

void SoakRun::goOn(bool all)
{
    const qint64 now = m_time.elapsed();
    m_stops.removeIf([&](const Stop &stop) {
        if (!all && now < stop.until)
            return false;
        ::kill(stop.pid, SIGCONT);
        return true;
    });
}

} // namespace Drydock
