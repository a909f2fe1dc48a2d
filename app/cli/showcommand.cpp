// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/showcommand.h"

#include "app/cli/jsonoutput.h"
#include "app/cli/sitereport.h"
#include "app/cli/storelines.h"

namespace Drydock {

namespace {

struct Page {
    std::shared_ptr<const StoreSnapshot> store; ///< null: there is none of that name
    Failure failure;
};

Page pageOf(const SiteSnapshot &snapshot, const QString &name)
{
    if (auto store = snapshot.find(name))
        return {std::move(store), {}};
    if (!snapshot.configError)
        return {nullptr, Failure::of(ErrorCode::NoSuchStore, name)};
    // The section may be there and not be readable.
    Failure failure = Failure::of(*snapshot.configError, name);
    failure.exit = siteExitCode(snapshot);
    return {nullptr, failure};
}

void printDocument(const Session &session, const SiteSnapshot &snapshot, const QList<Page> &pages)
{
    QJsonArray stores;
    QJsonArray errors;
    for (const Page &page : pages) {
        if (page.store != nullptr)
            stores.append(storeToJson(*page.store, session.arguments.has("why")));
        else
            errors.append(failureToJson(page.failure));
    }
    if (stores.isEmpty()) {
        session.output.document(errorDocument(pages.first().failure));
        return;
    }
    QJsonObject document = siteDocument(session, snapshot);
    document[u"stores"] = stores;
    document[u"errors"] = errors;
    session.output.document(document);
}

} // namespace

ExitCode ShowCommand::run(Session &session)
{
    const QStringList names = session.arguments.arguments;
    const auto snapshot =
        settledSnapshot(session, [&names](const StoreSnapshot &store) { return names.contains(store.name); });
    if (!snapshot)
        return session.output.fail(Failure::of(snapshot.error()));

    QList<Page> pages;
    QList<ExitCode> codes;
    for (const QString &name : names) {
        pages += pageOf(**snapshot, name);
        codes += pages.last().store != nullptr ? siteExitCode(**snapshot) : pages.last().failure.exit;
    }
    bool first = true;
    for (const Page &page : pages) {
        if (page.store == nullptr) {
            session.output.failure(page.failure);
        } else if (!session.output.json()) {
            session.output.text((first ? QString() : QStringLiteral("\n"))
                                + storePage(*page.store, session.output, session.now(), session.arguments.has("why")));
            first = false;
        }
    }
    if (session.output.json())
        printDocument(session, **snapshot, pages);
    if ((*snapshot)->configError && !first)
        session.output.failure(Failure::of(*(*snapshot)->configError));
    return commonExitCode(codes);
}

} // namespace Drydock
