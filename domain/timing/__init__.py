"""The law's clocks (法定期限与承诺期限): pure functions over dates, a calendar and case facts.

Read in this order: `days` (types), `calendar` and `notices` (which days are worked), `facts`
(what a case tells), `clocks` (legal and committed due dates), `limits` (the single-period
clocks), `elapsed` (internal warnings), `explanation` (why a date is what it is).
"""
