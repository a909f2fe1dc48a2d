// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/soak/soakrun.h"

#include "core/base/error.h"
#include "tests/soak/soakconfig.h"
#include "tests/soak/soakprocess.h"

#include <QDeadlineTimer>
#include <QDir>
#include <QFile>

#include <algorithm>
#include <utility>

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace Drydock {

namespace {

constexpr std::chrono::seconds patience{180}; // only a failed run ever waits as long
constexpr std::chrono::milliseconds look{50};
constexpr quint64 eventsShown = 60;
constexpr quint64 eventsKept = 200'000;

/// How a call may fail while others kill, stop, edit and replace.
bool isToBeExpected(ErrorCode code)
{
    switch (code) {
    case ErrorCode::Refused:
    case ErrorCode::LockTimeout: // somebody who holds it is stopped
    case ErrorCode::ConfigChanged: // by the editor, again and again
    case ErrorCode::TrackingFolderMissing: // while it is being replaced
    case ErrorCode::NotFound:
        return true;
    default:
        return false;
    }
}

} // namespace

SoakRun::SoakRun(const Plan &plan)
    : m_plan(plan)
    , m_board(*SoakBoard::map(m_site.path("board")))
    , m_random(plan.seed, 0, 1)
{
    ::prctl(PR_SET_CHILD_SUBREAPER, 1); // what a killed wrapper leaves behind comes to us
    m_time.start();
    m_board.seed = plan.seed;
    for (quint32 store = 0; store < SoakBoard::stores; ++store) {
        m_site.addStore(soakStoreName(store));
        SoakEvent event{SoakEvent::Change, 0, store};
        event.call = m_board.log(event);
        event.kind = SoakEvent::Changed;
        event.value = 1;
        m_board.log(event);
    }
    quint32 slot = 0;
    for (const auto &[part, threads] : std::initializer_list<std::pair<QByteArray, quint32>>{{"operate", 1},
                                                                                             {"operate", 1},
                                                                                             {"operate", 1},
                                                                                             {"operate", 1},
                                                                                             {"operate", 1},
                                                                                             {"operate", 1},
                                                                                             {"operate", 1},
                                                                                             {"operate", 1},
                                                                                             {"operate", 4},
                                                                                             {"operate", 4},
                                                                                             {"set", 2},
                                                                                             {"edit", 1}}) {
        m_actors.append({part, slot, threads});
        slot += threads;
    }
    m_observers = std::make_unique<SoakObservers>(m_board, m_site.site(), plan.watchers);
    for (Actor &actor : m_actors)
        start(&actor, 0);
}

SoakRun::~SoakRun()
{
    endAll();
    SoakBoard::unmap(&m_board);
}

QByteArrayList SoakRun::actorWords(const QByteArray &part) const
{
    return {DRYDOCK_BIN_DIR "/soakactor", m_site.site().configFolder, m_site.path("board"), part};
}

void SoakRun::start(Actor *actor, pid_t wanted)
{
    actor->process = m_board.newProcess();
    for (quint32 i = 0; i < actor->threads; ++i)
        m_board.slot.at(actor->slot + i).isIdle = 0;
    actor->pid = startProcess(actorWords(actor->part)
                                  + QByteArrayList{QByteArray::number(actor->process), QByteArray::number(actor->slot),
                                                   QByteArray::number(actor->threads)},
                              wanted);
    m_board.tellIdentity(actor->process, actor->pid);
    m_figures.reuses += actor->pid == wanted ? 1 : 0;
}

QByteArray SoakRun::play()
{
    for (quint32 i = 0; i < m_plan.storms && m_failure.isEmpty(); ++i) {
        if (storm() && calm() && m_random.chance(600)) {
            replaceFolder(true);
            awaitAgreement(true); // what was in it is lost from sight, and goes on being counted
        }
        m_board.pause = 0;
        m_board.wakeEverybody();
    }
    m_figures.operations = m_board.steps;
    m_figures.admitted = m_board.admitted;
    m_figures.refused = m_board.refused;
    m_figures.changes = m_board.modes;
    m_figures.forks = m_board.forks;
    m_figures.execs = m_board.execs;
    m_figures.marks = m_observers->marks();
    endAll();
    return m_failure;
}

bool SoakRun::storm()
{
    const quint32 end = m_board.steps + m_plan.stepsPerStorm;
    QDeadlineTimer deadline(patience);
    while (m_board.steps < end) {
        const quint32 next = m_board.steps + 5 + m_random.below(50);
        while (m_board.steps < next) {
            const quint32 before = m_board.steps;
            m_board.awaitBeat(look);
            reap();
            goOn(false);
            if (m_board.steps != before)
                deadline.setRemainingTime(patience);
            else if (deadline.hasExpired())
                return failed("nobody gets on");
        }
        act();
    }
    return true;
}

/// Everybody is idle, holding what it holds: now there is one truth, and all must show it.
bool SoakRun::calm()
{
    if (m_isReplaced)
        ++m_board.folders; // what a stranger's new folder lacks is brought into it
    m_board.pause = 1;
    m_board.wakeEverybody();
    if (!awaitIdle())
        return false;
    endWaits();
    judge();
    for (qsizetype i = 0; i < m_oldOrphans; ++i)
        m_board.log({SoakEvent::Dead, m_orphans.at(i).process});
    m_oldOrphans = m_orphans.size();
    if (std::exchange(m_isReplaced, false)) {
        for (const Job &job : std::as_const(m_orphans))
            killCommand(job, job.command); // there is nobody who could bring its entry over
    }
    if (!awaitAgreement(false) || !auditAll())
        return false;
    const SoakConfig config = SoakConfig::read(m_site.site().configPath());
    for (quint32 store = 0; store < SoakBoard::stores; ++store) {
        SoakEvent event{SoakEvent::Calm, 0, store, 0, config.stores.at(store).number};
        event.value = static_cast<quint64>(config.stores.at(store).mode);
        m_board.log(event);
    }
    judge();
    ++m_figures.calms;
    for (quint32 code = 0; code < SoakBoard::errorLimit; ++code) {
        if (m_board.errors.at(code) != 0 && !isToBeExpected(static_cast<ErrorCode>(code)))
            return failed("a call failed: " + QByteArray(errorName(static_cast<ErrorCode>(code)).data()));
    }
    return m_failure.isEmpty();
}

bool SoakRun::awaitIdle()
{
    const QDeadlineTimer deadline(patience);
    const auto isIdle = [](const SoakBoard::Slot &slot) { return slot.isIdle != 0; };
    for (;;) {
        goOn(true);
        reap();
        if (std::all_of(m_board.slot.begin(), m_board.slot.end(), isIdle))
            return true;
        if (deadline.hasExpired())
            return failed("somebody is stuck in a call");
        m_board.awaitBeat(look);
    }
}

bool SoakRun::awaitAgreement(bool mayBeSwallowed)
{
    const QDeadlineTimer deadline(patience);
    QByteArray differing;
    for (;;) {
        reap();
        judge();
        const SoakConfig config = SoakConfig::read(m_site.site().configPath());
        bool isAgreed = true;
        for (quint32 store = 0; store < SoakBoard::stores && isAgreed; ++store) {
            const SoakConfig::Store &set = config.stores.at(store);
            isAgreed = m_observers->agree(store, set.mode, set.number, m_judge.model().bounds(store), &differing);
        }
        if (isAgreed && !mayBeSwallowed && !wrappersHaveListedTheirJobs()) {
            isAgreed = false;
            differing = "a wrapper has not listed its job in the new folder";
        }
        if (isAgreed || !m_failure.isEmpty())
            return m_failure.isEmpty();
        if (deadline.hasExpired())
            return failed("nobody is in a call, and " + differing);
        m_observers->awaitNews(look);
    }
}

bool SoakRun::auditAll()
{
    for (quint32 store = 0; store < SoakBoard::stores; ++store)
        audit(store);
    judge();
    return m_failure.isEmpty();
}

void SoakRun::judge()
{
    for (quint64 number = m_board.judged + 1; number <= m_board.events && m_failure.isEmpty(); ++number) {
        SoakEvent event;
        if (m_board.read(number, &event)) // else its writer was killed over it
            m_judge.take(number, event);
        m_board.judged = number;
        if (!m_judge.violations().isEmpty())
            failed(m_judge.violations().join('\n'));
    }
}

bool SoakRun::failed(const QByteArray &what)
{
    if (!m_failure.isEmpty())
        return false;
    m_failure = what + '\n' + report() + "\nMore events: " + keepEvents();
    return false;
}

/// More than people are shown at once: what led to it, and who the processes are.
QByteArray SoakRun::keepEvents() const
{
    QFile file(QDir::tempPath() + QStringLiteral("/drydock-soak-%1.events").arg(m_plan.seed));
    if (!file.open(QIODevice::WriteOnly))
        return file.errorString().toLocal8Bit();
    for (quint32 process = 1; process <= m_board.processes; ++process) {
        const SoakBoard::Process &known = m_board.process.at(process);
        file.write("process " + QByteArray::number(process) + ": pid " + QByteArray::number(known.pid) + " since "
                   + QByteArray::number(known.startTime) + '\n');
    }
    const quint64 last = m_board.judged;
    for (quint64 number = last > eventsKept ? last - eventsKept : 1; number <= last; ++number) {
        SoakEvent event;
        if (m_board.read(number, &event))
            file.write(soakEventText(number, event) + '\n');
    }
    return QFile::encodeName(file.fileName());
}

QByteArray SoakRun::report() const
{
    const quint64 last = m_board.judged;
    QByteArray text = "seed " + QByteArray::number(m_plan.seed) + ", step " + QByteArray::number(m_board.steps)
                      + ", calm " + QByteArray::number(m_figures.calms) + "; the last events:\n";
    for (quint64 number = last > eventsShown ? last - eventsShown : 1; number <= last; ++number) {
        SoakEvent event;
        if (m_board.read(number, &event))
            text += soakEventText(number, event) + '\n';
    }
    for (quint32 code = 0; code < SoakBoard::errorLimit; ++code) {
        if (const quint32 times = m_board.errors.at(code); times != 0)
            text += QByteArray::number(times) + " x " + errorName(static_cast<ErrorCode>(code)).data() + '\n';
    }
    for (quint32 store = 0; store < SoakBoard::stores; ++store)
        text += soakStoreName(store) + ": " + m_site.tracking(soakStoreName(store)) + '\n';
    return text + m_site.config();
}

void SoakRun::endAll()
{
    if (m_observers == nullptr)
        return;
    m_board.finish = 1;
    m_board.wakeEverybody();
    goOn(true);
    m_observers.reset();
    for (const Wait &wait : std::as_const(m_waits))
        ::kill(wait.pid, SIGKILL);
    // Idle ones end by themselves, and so do jobs; who does not within the time is stuck.
    const QDeadlineTimer deadline(patience);
    for (int status = 0; !deadline.hasExpired();) {
        const pid_t pid = ::waitpid(-1, &status, WNOHANG);
        if (pid < 0)
            return;
        if (pid == 0)
            m_board.awaitBeat(look);
    }
    for (const Actor &actor : std::as_const(m_actors))
        ::kill(actor.pid, SIGKILL);
    if (m_failure.isEmpty())
        m_failure = "somebody does not end";
}

} // namespace Drydock
