// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"

#include <QRegularExpression>
#include <QSet>
#include <QTest>

#include <cerrno>

using namespace Drydock;

class TestError : public QObject
{
    Q_OBJECT

private slots:
    void systemErrorsHaveACode_data();
    void systemErrorsHaveACode();
    void everyCodeHasANameOfItsOwn();
};

void TestError::systemErrorsHaveACode_data()
{
    QTest::addColumn<int>("systemError");
    QTest::addColumn<ErrorCode>("code");
    QTest::newRow("EACCES") << EACCES << ErrorCode::PermissionDenied;
    QTest::newRow("EPERM") << EPERM << ErrorCode::PermissionDenied;
    QTest::newRow("ENOSPC") << ENOSPC << ErrorCode::NoSpace;
    QTest::newRow("EDQUOT") << EDQUOT << ErrorCode::NoSpace;
    QTest::newRow("EROFS") << EROFS << ErrorCode::ReadOnlyFileSystem;
    QTest::newRow("ENOENT") << ENOENT << ErrorCode::NotFound;
    QTest::newRow("ENOTDIR") << ENOTDIR << ErrorCode::NotFound;
    QTest::newRow("ELOOP") << ELOOP << ErrorCode::UnsafeFile;
    QTest::newRow("EIO") << EIO << ErrorCode::Io;
    QTest::newRow("EMFILE") << EMFILE << ErrorCode::Io;
}

void TestError::systemErrorsHaveACode()
{
    QFETCH(const int, systemError);
    QFETCH(const ErrorCode, code);
    const Error error = Error::fromErrno(systemError, QStringLiteral("/a"), QStringLiteral("why"));
    QCOMPARE(error.code, code);
    QCOMPARE(error.systemError, systemError);
    QCOMPARE(error.subject, QStringLiteral("/a"));
    QCOMPARE(error.detail, QStringLiteral("why"));
    QCOMPARE(error.line, 0);
}

void TestError::everyCodeHasANameOfItsOwn()
{
    static const QRegularExpression kebab(QStringLiteral("^[a-z]+(-[a-z]+)*$"));
    QSet<QString> names;
    for (int code = 0; code <= int(ErrorCode::TimedOut); ++code) {
        const QString name = errorName(static_cast<ErrorCode>(code));
        QVERIFY2(kebab.match(name).hasMatch(), qPrintable(name));
        QVERIFY2(!names.contains(name), qPrintable(name));
        names.insert(name);
    }
    QCOMPARE(errorName(ErrorCode::LockTimeout), QLatin1String("lock-timeout"));
}

QTEST_GUILESS_MAIN(TestError)
#include "tst_error.moc"
