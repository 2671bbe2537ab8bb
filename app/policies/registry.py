"""Every policy there is. A new one declares where it starts and never changes its name."""

from app.policies.commitment_effect import COMMITMENT_EFFECT
from app.policies.joint_surveys import SURVEY_DEFAULT, SURVEY_MERGE
from app.policies.policy import Policy
from app.policies.push_supervision import PUSH_SUPERVISION

POLICIES: tuple[Policy, ...] = (COMMITMENT_EFFECT, PUSH_SUPERVISION, SURVEY_DEFAULT, SURVEY_MERGE)
