"""Given / when / then of a subscription: what its organisation and its worker may do, and when."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.delivery import subscription as subscriptions
from domain.delivery import subscription_commands as c
from domain.delivery import subscription_events as e
from domain.delivery.subscription import SubscriptionFacts, SubscriptionPhase
from domain.delivery.wanted import is_wanted, need_within
from domain.registry.standards import Function, PushPriority
from domain.shared.act import Act
from domain.shared.errors import DomainError, Forbidden, Invalid, Refused
from domain.shared.ids import ROOT
from tests.domain.acts import act, at

ORG = "11329901MB02A901X8"
START = at("2026-09-28")
URL = "https://callback.example.cn/in"
FACTS = SubscriptionFacts(
    ORG,
    {"task.pushed", "task.returned", "subscription.dead_lettered"},
    "XK-1".__eq__,
    {"liaison-01"}.__contains__,
)
WEBHOOK = c.RequestSubscription(channel=e.DeliveryChannel.WEBHOOK, endpoint=URL)
SMS = c.RequestSubscription(channel=e.DeliveryChannel.SMS)
VERIFY = c.VerifySubscription(endpoint=URL, challenge="a" * 64, certificate_key="b" * 64)
DEAD = c.DeadLetterDelivery(feed_seq=7, attempts=10, reason="500", status=500)
PAUSE, RESUME = c.PauseSubscription(reason="升级"), c.ResumeSubscription()


def after(*commands: c.Command) -> subscriptions.Subscription:
    acts: list[Act] = []
    for command in commands:
        for event in subscriptions.decide(subscriptions.fold(acts), command, FACTS):
            number = len(acts) + 1
            acts.append(act(event, START + timedelta(hours=number), number, stream=ROOT))
    return subscriptions.fold(acts)


def refused(code: str, *commands: c.Command) -> None:
    with pytest.raises(DomainError) as told:
        after(*commands)
    assert told.value.code == code


def test_a_webhook_is_sent_nothing_before_its_callback_answered():
    assert after(WEBHOOK).phase is SubscriptionPhase.UNVERIFIED
    state = after(WEBHOOK, VERIFY)
    assert (state.phase, state.org) == (SubscriptionPhase.ACTIVE, ORG)
    assert state.certificate_key == "b" * 64
    assert after(SMS).phase is SubscriptionPhase.ACTIVE, "a reminder has no callback"


def test_a_webhook_begins_with_the_next_message_at_the_latest():
    def asked(seq: int):
        command = WEBHOOK.model_copy(update={"from_seq": seq})
        return subscriptions.decide(subscriptions.fold([]), command, replace(FACTS, delivered=7))

    assert asked(8)[0].from_seq == 8  # what is new
    with pytest.raises(Invalid) as told:
        asked(9)  # a backlog of nothing, and message 8 sent to nobody
    assert (told.value.code, told.value.fields) == ("subscription-beyond-feed", ("fromSeq",))


def test_another_address_is_verified_anew_and_another_filter_is_not():
    wanted = e.SubscriptionFilter(event_types=("task.pushed",))
    state = after(WEBHOOK, VERIFY, c.ChangeSubscription(wanted=wanted))
    assert (state.phase, state.endpoint, state.wanted) == (SubscriptionPhase.ACTIVE, URL, wanted)
    moved = c.ChangeSubscription(endpoint=URL + "2")
    assert after(WEBHOOK, VERIFY, moved).phase is SubscriptionPhase.UNVERIFIED
    assert after(WEBHOOK, VERIFY, PAUSE, moved).phase is SubscriptionPhase.PAUSED
    refused("subscription-other-address", WEBHOOK, moved, VERIFY)


def test_a_paused_webhook_is_verified_again_before_it_goes_on():
    assert after(WEBHOOK, VERIFY, PAUSE).phase is SubscriptionPhase.PAUSED
    assert after(WEBHOOK, VERIFY, PAUSE, RESUME).phase is SubscriptionPhase.UNVERIFIED
    assert after(SMS, PAUSE, RESUME).phase is SubscriptionPhase.ACTIVE


def test_a_dead_letter_is_told_once_and_again_after_a_redrive():
    assert after(WEBHOOK, VERIFY, DEAD, DEAD).version == 3
    redrive = c.RedriveDeliveries(feed_seqs=(7, 7))
    state = after(WEBHOOK, VERIFY, DEAD, redrive)
    assert (state.version, state.dead) == (4, frozenset())
    assert after(WEBHOOK, VERIFY, DEAD, redrive, DEAD).dead == {7}
    refused("subscription-not-dead-lettered", WEBHOOK, VERIFY, redrive)
    refused("subscription-wrong-state", WEBHOOK, VERIFY, DEAD, PAUSE, redrive)


def test_each_rotation_is_the_next_generation_of_the_secret():
    state = after(WEBHOOK, c.RotateSecret(), c.RotateSecret())
    assert (state.generation, state.rotated_at) == (3, START + timedelta(hours=3))
    refused("subscription-no-secret", SMS, c.RotateSecret())


def test_what_has_ended_takes_nothing_but_a_new_request():
    end = c.EndSubscription(reason="改用事件流")
    for command in (VERIFY, PAUSE, RESUME, end, DEAD, c.RotateSecret(), c.ChangeSubscription()):
        refused("subscription-wrong-state", SMS, end, command)
    assert after(SMS, end, SMS).phase is SubscriptionPhase.ACTIVE
    refused("subscription-wrong-state", SMS, SMS)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"endpoint": None}, "subscription-endpoint-needed"),
        ({"posts": ("liaison-01",)}, "subscription-endpoint-needed"),
        ({"channel": "SMS"}, "subscription-endpoint-not-needed"),
        ({"channel": "SMS", "endpoint": None, "posts": ("x",)}, "subscription-unknown-post"),
        ({"wanted": {"eventTypes": ["task.puhsed"]}}, "filter-unknown-event-type"),
        ({"wanted": {"eventTypes": ["subscription.dead_lettered"]}}, "filter-unknown-event-type"),
        ({"wanted": {"itemCodes": ["XK-2"]}}, "filter-unknown-item"),
    ],
)
def test_a_request_that_cannot_be_is_told_why(changes: dict[str, object], code: str):
    said = {"channel": "WEBHOOK", "endpoint": URL, **changes}
    refused(code, c.RequestSubscription.model_validate(said))


def test_a_filter_with_a_field_nobody_knows_is_no_filter():
    with pytest.raises(ValueError, match="Extra inputs"):
        e.SubscriptionFilter.model_validate({"eventType": ["task.pushed"]})


def test_every_list_of_a_filter_must_hold_and_silence_holds_none():
    wanted = e.SubscriptionFilter(
        event_types=("task.pushed",),
        item_codes=("XK-1",),
        functions=(Function.SUPERVISE,),
        priorities=(PushPriority.URGENT,),
    )
    said = {"function": "SUPERVISE", "priority": "URGENT"}
    assert is_wanted(wanted, "task.pushed", "XK-1", said)
    assert is_wanted(e.SubscriptionFilter(), "task.returned", None, {})
    assert not is_wanted(e.SubscriptionFilter(), "subscription.dead_lettered", None, {})
    for kind, item, data in (
        ("task.returned", "XK-1", said),
        ("task.pushed", "XK-2", said),
        ("task.pushed", None, said),
        ("task.pushed", "XK-1", {**said, "priority": "LOW"}),
        ("task.pushed", "XK-1", {"function": "SUPERVISE"}),
    ):
        assert not is_wanted(wanted, kind, item, data)


def test_a_post_limited_to_items_subscribes_to_these_alone():
    for codes in ((), ("XK-2",), ("XK-1", "XK-2")):
        with pytest.raises(Forbidden):
            need_within(e.SubscriptionFilter(item_codes=codes), ("XK-1",))
    need_within(e.SubscriptionFilter(item_codes=("XK-1",)), ("XK-1",))
    need_within(e.SubscriptionFilter(), ())


def test_an_organisation_has_so_many_and_no_more():
    full = replace(FACTS, held=subscriptions.MOST)
    with pytest.raises(Refused) as told:
        subscriptions.decide(subscriptions.fold([]), WEBHOOK, full)
    assert told.value.code == "subscription-too-many"
    assert subscriptions.decide(after(WEBHOOK), PAUSE, full), "what there is goes on"
