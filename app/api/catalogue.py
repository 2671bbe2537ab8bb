"""Problems of the transport itself: stable codes with their titles. Domain codes bring their own.

A code is for ever; its wording may improve. Statuses are in `problems` alone.
"""

TITLES: dict[str, tuple[str, str]] = {
    "malformed-request": ("请求格式错误", "The request is malformed"),
    "malformed-json": ("请求体不是合法的 JSON", "The body is not sound JSON"),
    "invalid-fields": ("部分字段不符合要求", "Some fields are invalid"),
    "invalid-cursor": ("翻页游标无效", "The page cursor is invalid"),
    "invalid-precondition": ("If-Match 无效", "The If-Match header is invalid"),
    "invalid-idempotency-key": ("Idempotency-Key 无效", "The Idempotency-Key is invalid"),
    "unauthenticated": ("需要有效的登录凭证", "A valid bearer token is needed"),
    "forbidden": ("无权执行该操作", "This post may not do that"),
    "unknown-post": ("岗位不存在或已离岗", "The post is unknown or no longer held"),
    "not-found": ("未找到", "Not found"),
    "no-such-route": ("没有该接口地址", "There is no such address"),
    "method-not-allowed": ("该地址不支持此方法", "The address does not take this method"),
    "version-conflict": ("数据已被他人更新，请重新读取", "Somebody was faster: read it again"),
    "precondition-failed": ("版本与 If-Match 不符", "The version is not the one in If-Match"),
    "duplicate-with-other-content": (
        "编号已使用且内容不同",
        "The same identifier was used with other content",
    ),
    "body-too-large": ("请求体过大", "The body is too large"),
    "unsupported-media-type": ("不支持的内容类型", "The content type is not supported"),
    "proof-out-of-range": ("证明范围超出日志大小", "The proof lies outside the log"),
    "view-behind": ("查询视图尚未追上该位置", "The view has not reached that position yet"),
    "unavailable": ("服务暂不可用", "Temporarily unavailable"),
    "not-in-demo": ("仅演示模式可用", "Available in demo mode only"),
    "internal-error": ("内部错误", "Internal error"),
}

FIELD_REASONS: dict[str, tuple[str, str]] = {
    "missing": ("缺少必填项", "required"),
    "extra_forbidden": ("不认识的字段", "unknown field"),
    "string_type": ("应为文本", "must be text"),
    "string_unicode": ("文本不是合法的 Unicode", "not valid Unicode text"),
    "string_too_short": ("文本太短", "too short"),
    "string_too_long": ("文本太长", "too long"),
    "string_pattern_mismatch": ("文本格式不符", "not of the required form"),
    "int_type": ("应为整数", "must be an integer"),
    "int_parsing": ("应为整数", "must be an integer"),
    "int_from_float": ("应为整数", "must be an integer"),
    "int_parsing_size": ("整数过大", "integer too large"),
    "bool_type": ("应为 true 或 false", "must be true or false"),
    "bool_parsing": ("应为 true 或 false", "must be true or false"),
    "enum": ("不在允许的取值之内", "not one of the allowed values"),
    "literal_error": ("不在允许的取值之内", "not one of the allowed values"),
    "greater_than_equal": ("数值太小", "too small"),
    "less_than_equal": ("数值太大", "too large"),
    "timezone_aware": ("时间必须带时区", "an offset is mandatory"),
    "datetime_from_date_parsing": ("应为带时区的时间", "must be an instant with its offset"),
    "datetime_parsing": ("应为带时区的时间", "must be an instant with its offset"),
    "date_from_datetime_parsing": ("应为日期", "must be a date"),
    "date_parsing": ("应为日期", "must be a date"),
    "uuid_parsing": ("应为 UUID", "must be a UUID"),
    "dict_type": ("应为对象", "must be an object"),
    "model_type": ("应为对象", "must be an object"),
    "model_attributes_type": ("应为对象", "must be an object"),
    "list_type": ("应为数组", "must be a list"),
    "tuple_type": ("应为数组", "must be a list"),
}

OTHER_REASON = ("取值不符合要求", "not acceptable")
