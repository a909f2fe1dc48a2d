// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/doctorcommand.h"

#include "app/cli/clitext.h"
#include "app/cli/confirmation.h"
#include "app/cli/doctorreport.h"
#include "core/base/displaytext.h"

namespace Drydock {

namespace {

/// Null if the options make sense together.
QString usageError(const ParsedArguments &arguments)
{
    for (const auto *option : {"forget", "yes"}) {
        if (arguments.has(option) && !arguments.has("repair"))
            return Cli::tr("--%1 goes with --repair.").arg(QLatin1String(option));
    }
    return {};
}

class Doctor
{
public:
    explicit Doctor(Session &session)
        : m_session(session)
        , m_output(session.output)
    {
    }

    ExitCode run()
    {
        const Examination examination = examine();
        if (!m_session.arguments.has("repair")) {
            report(examination.findings);
            return exitCodeOf(examination.findings);
        }
        const auto steps = plan(examination.remedies);
        if (!steps)
            return m_output.fail(Failure::of(steps.error(), m_session.arguments.text("forget")));
        return repair(examination, *steps);
    }

private:
    [[nodiscard]] ExaminationSurroundings surroundings() const
    {
        const Surroundings &given = m_session.surroundings;
        return {given.fileSystem, given.processes, given.clock, given.pbsHost(m_session.site)};
    }
    [[nodiscard]] Examination examine() const { return examineSite(surroundings(), m_session.site); }

    Result<QList<RepairStep>> plan(const Remedies &remedies) const
    {
        QList<RepairStep> steps = planRepair(remedies);
        if (!m_session.arguments.has("forget"))
            return steps;
        const auto step = planForgetting(surroundings(), m_session.site, m_session.arguments.text("forget"));
        if (!step)
            return failure(step.error());
        steps.append(*step);
        return steps;
    }

    ExitCode repair(const Examination &examination, const QList<RepairStep> &steps)
    {
        if (!steps.isEmpty()) {
            if (const auto refused = confirm(examination, steps))
                return m_output.fail(*refused);
        } else {
            m_output.note(Cli::tr("There is nothing to repair."));
        }
        QList<RepairResult> results;
        Repair repair(surroundings(), m_session.site, m_session.lockDeadline());
        for (const RepairStep &step : steps)
            results.append(repair.carryOut(step));
        return reportRepair(results);
    }

    /// No value: go on.
    std::optional<Failure> confirm(const Examination &examination, const QList<RepairStep> &steps)
    {
        QString plan = Cli::tr("This would be done:") + u'\n';
        for (const RepairStep &step : steps)
            plan += u"- "_qs + plannedLine(step) + u'\n';
        if (m_session.arguments.has("yes")) {
            m_output.note(plan.chopped(1));
            return std::nullopt;
        }
        if (!canAsk(m_session)) {
            m_output.note(plan.chopped(1));
            return Failure{"confirmation-needed",
                           ExitCode::Usage,
                           {},
                           Cli::tr("Nothing was repaired: nobody can be asked here."),
                           Cli::tr("Add --yes to repair without a question."),
                           false};
        }
        if (!m_output.json())
            m_output.text(findingLines(examination.findings, m_session));
        if (isConfirmed(m_session, plan + Cli::tr("Go on? [y/N] ")))
            return std::nullopt;
        return Failure{"cancelled", ExitCode::Failed, {}, Cli::tr("Nothing was repaired."), {}, false};
    }

    ExitCode reportRepair(const QList<RepairResult> &results)
    {
        QList<ExitCode> failures;
        for (const RepairResult &result : results) {
            if (result.error) {
                const Failure failure = Failure::of(*result.error, result.step.store);
                failures.append(failure.exit);
                m_output.failure(failure);
            } else if (!m_output.json() && !m_output.settings().quiet) {
                m_output.text(doneLine(result) + u'\n');
            }
        }
        const QList<Finding> left = examine().findings;
        report(left, results);
        return failures.isEmpty() ? exitCodeOf(left) : commonExitCode(failures);
    }

    void report(const QList<Finding> &findings, const QList<RepairResult> &results = {})
    {
        if (m_output.json())
            m_output.document(doctorDocument(m_session, findings, results));
        else
            m_output.text(findingLines(findings, m_session));
    }

    Session &m_session;
    Output &m_output;
};

} // namespace

ExitCode DoctorCommand::run(Session &session)
{
    if (const QString error = usageError(session.arguments); !error.isEmpty())
        return session.output.fail(Failure::usage(error, Cli::tr("Try: %1").arg(u"drydockctl doctor --help"_qs)));
    return Doctor(session).run();
}

} // namespace Drydock
