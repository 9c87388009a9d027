"""The collector of cycles set aside, and put back as it was."""

import gc

import pytest

from ancrage.kernel.memory import no_collector


def test_it_is_put_back_after_a_success_and_after_a_failure():
    with no_collector():
        assert not gc.isenabled()
    assert gc.isenabled()
    with pytest.raises(ValueError, match="fault"), no_collector():
        raise ValueError("fault")
    assert gc.isenabled()


def test_work_within_work_leaves_it_to_the_outer_one():
    with no_collector():
        with no_collector():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()
