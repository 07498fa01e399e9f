"""A community's standing. (Its activity is another life, on another column.)"""

from enum import StrEnum

from eventhub.accounts.guards import not_own_item
from eventhub.communities.permissions import CommunityPermission
from eventhub.core.text import lazy_gettext as _l
from eventhub.core.workflow import State, Step, Tone, Workflow


class Standing(StrEnum):
    """How the project regards a community."""

    LISTED = "listed"
    OFFICIAL = "official"
    ARCHIVED = "archived"


STANDING = Workflow(
    subject="community", initial=Standing.LISTED, column="standing", override_permission=CommunityPermission.STANDING,
    states={
        Standing.LISTED: State(label=_l("Listed"), tone=Tone.QUIET, public=True,
                               says=_l("The community is known and in the directory.")),
        Standing.OFFICIAL: State(label=_l("Official"), tone=Tone.GOOD, public=True,
                                 says=_l("The community has met the public criteria.")),
        Standing.ARCHIVED: State(label=_l("Archived"), tone=Tone.QUIET,
                                 says=_l("The community is out of the directory; its page and history are kept.")),
    },
    steps=(
        Step(name="recognize", sources=frozenset({Standing.LISTED}), target=Standing.OFFICIAL,
             permission=CommunityPermission.STANDING, label=_l("Make it official"), guards=(not_own_item,),
             does=_l("The community gets the official mark, and its events go out without a review."),
             done=_l("The community is official now."), needs_reason=True, tells=("contacts",)),
        Step(name="archive", sources=frozenset({Standing.LISTED, Standing.OFFICIAL}), target=Standing.ARCHIVED,
             permission=CommunityPermission.STANDING, label=_l("Archive"), guards=(not_own_item,),
             does=_l("It leaves the directory. Its page and its past events stay."),
             done=_l("The community is archived."), needs_reason=True, tells=("contacts",)),
        Step(name="restore", sources=frozenset({Standing.ARCHIVED}), target=Standing.LISTED,
             permission=CommunityPermission.STANDING, label=_l("Bring it back"),
             does=_l("It is in the directory again, with its history."),
             done=_l("The community is listed again."), tells=("contacts",)),
    ),
)  # fmt: skip
