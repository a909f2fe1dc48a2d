// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/backend/localbackend.h"
#include "core/base/posixfilesystem.h"
#include "tests/contract/backendfixture.h"
#include "tests/support/helperprocess.h"
#include "tests/support/testsite.h"

#include <QDir>

#include <memory>
#include <vector>

namespace Drydock {

namespace {

class LocalFixture final : public BackendFixture
{
public:
    LocalFixture()
        : m_backend({posixFileSystem(), systemProcessTable(), systemClock(), [] { return PbsHost(); }}, m_site.site())
    {
    }

    Backend &backend() override { return m_backend; }

    QString freshFolder(const QString &name) override
    {
        const QString path = QString::fromLocal8Bit(m_site.path("stores/")) + name;
        QDir().mkpath(path);
        return path;
    }

    bool beginOperation(const QString &store, Operation operation) override
    {
        auto holder = std::make_unique<HelperProcess>(QStringLiteral("opholder"),
                                                      QStringList{QString::fromLocal8Bit(m_site.site().configFolder)});
        const QByteArray request = "begin " + store.toLatin1() + ' ' + operationName(operation).data();
        if (!holder->ask(request).startsWith("held "))
            return false;
        m_holders.push_back(std::move(holder));
        return true;
    }

    void endOperation() override
    {
        m_holders.back()->ask("release 1");
        m_holders.pop_back();
    }

private:
    TestSite m_site;
    LocalBackend m_backend;
    std::vector<std::unique_ptr<HelperProcess>> m_holders;
};

} // namespace

std::unique_ptr<BackendFixture> makeBackendFixture()
{
    return std::make_unique<LocalFixture>();
}

} // namespace Drydock
