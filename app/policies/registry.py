"""Every policy there is. A new one declares where it starts and never changes its name."""

from app.policies.commitment_effect import COMMITMENT_EFFECT
from app.policies.inspection_feedback import INSPECTION_FEEDBACK
from app.policies.issue_permit import ISSUE_PERMIT
from app.policies.joint_surveys import SURVEY_DEFAULT, SURVEY_MERGE
from app.policies.moot_tasks import MOOT_TASKS
from app.policies.permit_effects import PERMIT_EFFECTS
from app.policies.plan_drawn import PLAN_DRAWN
from app.policies.policy import Policy
from app.policies.push_permit import PUSH_PERMIT
from app.policies.push_supervision import PUSH_REFUSAL, PUSH_SUPERVISION
from app.policies.record_ruling import RECORD_RULING

POLICIES: tuple[Policy, ...] = (
    COMMITMENT_EFFECT,
    PUSH_SUPERVISION,
    SURVEY_DEFAULT,
    SURVEY_MERGE,
    ISSUE_PERMIT,
    PERMIT_EFFECTS,
    PUSH_PERMIT,
    MOOT_TASKS,
    INSPECTION_FEEDBACK,
    PUSH_REFUSAL,
    RECORD_RULING,
    PLAN_DRAWN,
)
