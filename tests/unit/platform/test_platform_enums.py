"""The core enum types."""

from toolkit.platform.enums import CORE_ENUMS

NAMES = (
    "agentstatus taskstatus taskpriority tasktype contexttype workflowstatus messagetype eventtype "
    "contextstatus consolidationstatus repositorystatus issuestate branchstatus "
    "modificationsafety modificationstatus prompt_status"
)


def test_there_are_sixteen_by_their_names() -> None:
    assert list(CORE_ENUMS) == NAMES.split()


def test_labels_are_plain_lower_case_text_without_repetition() -> None:
    for labels in CORE_ENUMS.values():
        assert all(type(label) is str and label == label.lower() for label in labels)
        assert len(set(labels)) == len(labels) > 1
