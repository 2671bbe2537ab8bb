"""Onboarding of a jurisdiction from files: `shenguan init county.toml`."""

from app.onboarding.county import County, load_county
from app.onboarding.start import InitReport, init

__all__ = ["County", "InitReport", "init", "load_county"]
