// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/operations/jsonskip.h"

#include <algorithm>

namespace Drydock {

namespace {

namespace json = simdjson::ondemand;

constexpr int deepestNesting = 128; // serde_json's limit

/// Removes the digits at the text's begin and says how many they were.
size_t takeDigits(std::string_view *text)
{
    const size_t count = std::min(text->find_first_not_of("0123456789"), text->size());
    text->remove_prefix(count);
    return count;
}

bool takeOneOf(std::string_view *text, std::string_view characters)
{
    if (text->empty() || characters.find(text->front()) == std::string_view::npos)
        return false;
    text->remove_prefix(1);
    return true;
}

/// The grammar of a JSON number: of a value that nobody wants a parser looks at no more.
bool isNumber(std::string_view text)
{
    takeOneOf(&text, "-");
    const bool zeroFirst = text.starts_with('0');
    const size_t whole = takeDigits(&text);
    if (whole == 0 || (zeroFirst && whole > 1))
        return false;
    if (takeOneOf(&text, ".") && takeDigits(&text) == 0)
        return false;
    if (takeOneOf(&text, "eE")) {
        takeOneOf(&text, "+-");
        if (takeDigits(&text) == 0)
            return false;
    }
    return text.empty();
}

simdjson::error_code skipObject(json::value value, int depth)
{
    json::object object;
    if (const auto error = value.get_object().get(object))
        return error;
    for (auto item : object) {
        std::string_view name;
        json::value member;
        if (const auto error = item.unescaped_key().get(name))
            return error;
        if (const auto error = item.value().get(member))
            return error;
        if (const auto error = skipJson(member, depth))
            return error;
    }
    return simdjson::SUCCESS;
}

simdjson::error_code skipArray(json::value value, int depth)
{
    json::array array;
    if (const auto error = value.get_array().get(array))
        return error;
    for (auto item : array) {
        json::value element;
        if (const auto error = item.get(element))
            return error;
        if (const auto error = skipJson(element, depth))
            return error;
    }
    return simdjson::SUCCESS;
}

simdjson::error_code skipNull(json::value value)
{
    bool isNull = false;
    const auto error = value.is_null().get(isNull);
    return error != simdjson::SUCCESS || isNull ? error : simdjson::N_ATOM_ERROR;
}

} // namespace

simdjson::error_code skipJson(simdjson::ondemand::value value, int depth)
{
    if (depth > deepestNesting)
        return simdjson::DEPTH_ERROR;
    json::json_type type{};
    if (const auto error = value.type().get(type))
        return error;
    switch (type) {
    case json::json_type::object:
        return skipObject(value, depth + 1);
    case json::json_type::array:
        return skipArray(value, depth + 1);
    case json::json_type::number:
        return isNumber(withoutBlanksAtEnd(value.raw_json_token())) ? simdjson::SUCCESS : simdjson::NUMBER_ERROR;
    case json::json_type::string:
        return value.get_string().error();
    case json::json_type::boolean:
        return value.get_bool().error();
    case json::json_type::null:
        return skipNull(value);
    }
    return simdjson::TAPE_ERROR;
}

std::string_view withoutBlanksAtEnd(std::string_view text)
{
    return text.substr(0, text.find_last_not_of(" \t\n\r") + 1);
}

} // namespace Drydock
