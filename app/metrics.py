"""Prometheus metrics of the process; labels never hold anything personal."""

from prometheus_client import Counter, Gauge, Histogram

REQUESTS = Counter("shenguan_http_requests", "Requests served", ["method", "route", "status"])
REQUEST_SECONDS = Histogram("shenguan_http_request_seconds", "Time to serve", ["method", "route"])
STREAMS = Gauge("shenguan_http_streams", "Open event streams")
LOG_POSITION = Gauge("shenguan_log_position", "Last position of the log")
FOLLOWER_POSITION = Gauge("shenguan_follower_position", "Position reached", ["follower"])
FOLLOWER_LAG = Gauge("shenguan_follower_lag", "Events behind the log", ["follower"])
FOLLOWER_STOPPED = Gauge("shenguan_follower_stopped", "1: stopped at a poison event", ["follower"])
