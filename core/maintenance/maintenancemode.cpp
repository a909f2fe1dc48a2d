// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/maintenance/maintenancemode.h"

#include "core/base/utf8.h"
#include "core/maintenance/propertystring.h"

#include <QStringList>

namespace Drydock {

namespace {

const QString &typeKey()
{
    static const QString key = QStringLiteral("type");
    return key;
}

qsizetype codePoints(const QString &text)
{
    return text.size() - std::count_if(text.begin(), text.end(), [](QChar c) { return c.isLowSurrogate(); });
}

bool isAsciiControl(QChar c)
{
    return c < u' ' || c == u'\u007f';
}

bool isControl(QChar c)
{
    return isAsciiControl(c) || (c >= u'\u0080' && c <= u'\u009f');
}

/// PBS's check of a message in the file: C1 controls pass here and fail only when PBS saves.
QString messageProblem(const QString &message)
{
    if (codePoints(message) > messageLengthLimit)
        return QStringLiteral("schema validation failed: value may only be %1 characters long").arg(messageLengthLimit);
    if (std::any_of(message.begin(), message.end(), isAsciiControl))
        return QStringLiteral("schema validation failed: value does not match the regex pattern");
    return {};
}

/// PBS lists every failing key, in the order of the items, and what is missing last.
QString joinedProblems(const QStringList &problems)
{
    const QString head = QStringLiteral("parameter verification failed");
    if (problems.size() == 1)
        return head + QStringLiteral(" - ") + problems.first();
    return head + QStringLiteral(":\n- ") + problems.join(QStringLiteral("\n- "));
}

std::optional<int> hexDigit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return std::nullopt;
}

/// As PBS shows a message in a refusal: %XX decoded, nothing at all if the result is not UTF-8.
QString percentDecoded(const QString &message)
{
    const QByteArray bytes = message.toUtf8();
    QByteArray decoded;
    decoded.reserve(bytes.size());
    for (qsizetype i = 0; i < bytes.size(); ++i) {
        if (bytes.at(i) == '%' && i + 2 < bytes.size()) {
            const auto high = hexDigit(bytes.at(i + 1));
            const auto low = hexDigit(bytes.at(i + 2));
            if (high && low) {
                decoded.append(static_cast<char>(*high * 16 + *low));
                i += 2;
                continue;
            }
        }
        decoded.append(bytes.at(i));
    }
    return textFromUtf8(decoded).value_or(QString());
}

} // namespace

Result<MaintenanceMode> MaintenanceMode::parse(const QString &value)
{
    const auto items = splitPropertyString(value, typeKey());
    if (!items)
        return tl::unexpected(items.error());

    std::optional<QString> typeName;
    std::optional<QString> message;
    QStringList problems;
    for (const PropertyItem &item : *items) {
        const bool isType = item.key == typeKey();
        QString problem;
        if (!isType && item.key != QLatin1String("message"))
            problem = QStringLiteral("schema does not allow additional properties");
        else if (!isType)
            problem = messageProblem(item.value);
        std::optional<QString> &target = isType ? typeName : message;
        if (problem.isEmpty() && target)
            problem = QStringLiteral("duplicate key");
        if (problem.isEmpty())
            target = item.value;
        else
            problems.append(u'\'' + item.key + QStringLiteral("': ") + problem);
    }
    if (!typeName)
        problems.append(QStringLiteral("'type': property is missing and it is not optional"));
    if (!problems.isEmpty())
        return failure(ErrorCode::InvalidMode, {}, joinedProblems(problems));

    MaintenanceMode mode{maintenanceTypeFromName(*typeName), message.value_or(QString()), {}};
    if (mode.type == MaintenanceType::Unknown)
        mode.unknownType = *typeName;
    return mode;
}

QString MaintenanceMode::toPropertyValue() const
{
    if (type == MaintenanceType::None)
        return {};
    QString value = maintenanceTypeName(type);
    if (type == MaintenanceType::Unknown) {
        value = quotePropertyValue(unknownType);
        // Bare, an empty type would be no item and one with '=' a key.
        if (value == unknownType && (unknownType.isEmpty() || unknownType.contains(u'=')))
            value = u'"' + unknownType + u'"';
    }
    if (!message.isEmpty())
        value += QStringLiteral(",message=") + quotePropertyValue(message);
    return value;
}

std::optional<QString> MaintenanceMode::refusal(Operation operation) const
{
    const auto withMessage = [this](const QString &text) {
        return text + QStringLiteral(": ") + percentDecoded(message);
    };
    switch (type) {
    case MaintenanceType::None:
        return std::nullopt;
    case MaintenanceType::Delete:
        return QStringLiteral("datastore is being deleted");
    case MaintenanceType::Unknown:
        return withMessage(QStringLiteral("unknown maintenance mode '%1'").arg(unknownType));
    case MaintenanceType::ReadOnly:
        if (operation != Operation::Write)
            return std::nullopt;
        return withMessage(QStringLiteral("read-only maintenance mode"));
    case MaintenanceType::Offline:
    case MaintenanceType::Unmount:
    case MaintenanceType::S3Refresh:
        break;
    }
    if (operation == Operation::Lookup)
        return std::nullopt;
    if (type == MaintenanceType::Unmount)
        return QStringLiteral("datastore is being unmounted");
    return withMessage(type == MaintenanceType::Offline ? QStringLiteral("offline maintenance mode")
                                                        : QStringLiteral("S3 refresh maintenance mode"));
}

qint64 conflicts(MaintenanceType type, const OperationCounts &counts)
{
    switch (type) {
    case MaintenanceType::None:
        return 0;
    case MaintenanceType::ReadOnly:
        return counts.write;
    case MaintenanceType::Offline:
    case MaintenanceType::Unmount:
    case MaintenanceType::S3Refresh:
    case MaintenanceType::Delete:
    case MaintenanceType::Unknown:
        return counts.total();
    }
    Q_UNREACHABLE();
}

Result<void> checkMessage(const QString &message)
{
    if (codePoints(message) > messageLengthLimit)
        return failure(ErrorCode::InvalidMessage, {}, QStringLiteral("length"));
    if (std::any_of(message.begin(), message.end(), isControl))
        return failure(ErrorCode::InvalidMessage, {}, QStringLiteral("control"));
    return {};
}

Result<void> checkTransition(const QString &store, const MaintenanceMode &old, MaintenanceType type, bool force)
{
    if (old.type == MaintenanceType::Delete)
        return failure(ErrorCode::TransitionRefused, store, QStringLiteral("datastore is being deleted"));
    if (isInternal(type) || type == MaintenanceType::Unknown)
        return failure(ErrorCode::InternalModeType, store, maintenanceTypeName(type));
    if (old.type == MaintenanceType::Unknown && !force)
        return failure(ErrorCode::UnknownModeType, store, old.unknownType);
    return {};
}

} // namespace Drydock
