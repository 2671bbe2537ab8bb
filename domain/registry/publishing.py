"""公布清单与服务时间: guards."""

from domain.registry import published_commands as c
from domain.registry.institution import Institution
from domain.registry.known import need_period
from domain.registry.published import ReferenceListPublished, ServiceWindowPublished
from domain.shared.errors import Invalid, Refused
from domain.shared.event import DomainEvent

Events = tuple[DomainEvent, ...]


def publish_list(state: Institution, command: c.PublishList) -> Events:
    """公布清单: the next version, with each code once."""
    codes = [one.code for one in command.entries]
    if len(set(codes)) != len(codes):
        raise Invalid(
            "list-entry-twice", "清单条目编码重复", "a code is there twice", fields=("entries",)
        )
    event = ReferenceListPublished(**dict(command))
    versions = state.lists.get(command.kind, ())
    if event in versions:
        return ()
    if command.list_version != len(versions) + 1:
        raise Refused(
            "list-version-out-of-turn",
            f"下一版本号应为 {len(versions) + 1}",
            f"the next version is {len(versions) + 1}; a published version is never changed",
        )
    if versions and command.valid_from < versions[-1].valid_from:
        raise Invalid(
            "list-before-its-predecessor",
            "生效日早于上一版",
            "the version before counts from a later date",
            fields=("validFrom",),
        )
    return (event,)


def publish_hours(state: Institution, command: c.PublishHours) -> Events:
    """公布服务时间: they add no working day."""
    need_period(command.valid_from, command.valid_to)
    if command.closes <= command.opens:
        raise Invalid(
            "hours-empty", "结束时间须晚于开始时间", "the window closes before it opens",
            fields=("closes",),
        )  # fmt: skip
    days = command.weekdays
    if len(set(days)) != len(days) or not all(1 <= day <= 7 for day in days):
        raise Invalid(
            "hours-weekdays", "星期须为 1（周一）至 7（周日），不得重复",
            "weekdays are 1 (Monday) to 7 (Sunday), each once", fields=("weekdays",),
        )  # fmt: skip
    event = ServiceWindowPublished(**dict(command))
    stated = state.windows.get(command.window, ())
    return () if stated and stated[-1] == event else (event,)
