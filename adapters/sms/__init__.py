"""Reminders by SMS: the port, a folder of files by default, a gateway over HTTP."""
