"""Prometheus metrics of the process; labels never hold anything personal."""

from prometheus_client import Counter, Gauge, Histogram

REQUESTS = Counter("shenguan_http_requests", "Requests served", ["method", "route", "status"])
REQUEST_SECONDS = Histogram("shenguan_http_request_seconds", "Time to serve", ["method", "route"])
STREAMS = Gauge("shenguan_http_streams", "Open event streams")
CONNECTIONS = Gauge("shenguan_http_connections", "Open connections")
LOG_POSITION = Gauge("shenguan_log_position", "Last position of the log")
FOLLOWER_POSITION = Gauge("shenguan_follower_position", "Position reached", ["follower"])
FOLLOWER_LAG = Gauge("shenguan_follower_lag", "Events behind the log", ["follower"])
FOLLOWER_STOPPED = Gauge("shenguan_follower_stopped", "1: stopped at a poison event", ["follower"])
FOLLOWER_AGE = Gauge(
    "shenguan_follower_lag_seconds", "Age of the oldest event not taken in", ["follower"]
)
ADMITTED = Counter("shenguan_admitted", "Requests that got a place", ["kind"])
REFUSED = Counter("shenguan_refused", "Requests refused at the door", ["kind", "code"])
PROBLEMS = Counter("shenguan_problems", "Problems answered", ["code"])
REPORTS = Counter("shenguan_reports", "Reported acts by what became of them", ["outcome"])
IN_PROGRESS = Gauge("shenguan_requests_in_progress", "Requests being served", ["kind"])
QUEUED = Gauge("shenguan_requests_queued", "Requests waiting for their turn", ["kind"])
APPEND_QUEUE = Gauge("shenguan_append_queue_requests", "Writers waiting for the appender")
APPEND_QUEUE_EVENTS = Gauge("shenguan_append_queue_events", "Events waiting for the appender")
APPEND_QUEUE_BYTES = Gauge("shenguan_append_queue_bytes", "Bytes waiting for the appender")
APPEND_QUEUE_AGE = Gauge("shenguan_append_queue_seconds", "Age of the oldest waiting writer")
APPEND_RATE = Gauge("shenguan_append_rate", "Events a second that the appender wrote of late")
RELAY_BACKLOG = Gauge("shenguan_relay_backlog", "Deliveries that the stream does not have yet")
RELAY_HALTED = Gauge("shenguan_relay_halted", "1: log and stream disagree, a person must look")
UNSEALED = Gauge("shenguan_unsealed_entries", "Entries above the newest signature", ["log"])
UNSEALED_AGE = Gauge(
    "shenguan_unsealed_seconds", "Age of that signature while entries wait", ["log"]
)
TIMERS_OVERDUE = Gauge("shenguan_timers_overdue", "Deadlines that have passed and wait")
TIMERS_AGE = Gauge("shenguan_timers_overdue_seconds", "How long the oldest is overdue")
WEBHOOK_BACKLOG = Gauge(
    "shenguan_webhook_backlog", "Messages that webhooks and reminders have not settled"
)
WEBHOOKS_FAILING = Gauge("shenguan_webhooks_failing", "Webhooks whose last post failed")
DEAD_LETTERS = Gauge("shenguan_dead_letters", "Messages given up on and not sent again yet")
CLOCK_OFF = Gauge("shenguan_clock_off_seconds", "By which the clock of the worker is wrong")
DISK_FREE = Gauge("shenguan_disk_free_ratio", "Free share of the disk below var")
ROLE_HELD = Gauge("shenguan_role_held", "1: some worker holds the role", ["role"])
ALARM = Gauge("shenguan_alarm", "1: warning, 2: failing, 0: quiet", ["alarm"])
DRAINING = Gauge("shenguan_draining", "1: this process takes no new work")
