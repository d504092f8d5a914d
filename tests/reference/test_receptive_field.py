"""What a unit sees, place by place."""

from dlstudy.reference.receptive_field import seen, touched


def test_a_dilated_kernel_leaves_holes():
    assert touched([(3, 1, 2, 0)], 0).tolist() == [0, 2, 4]


def test_padding_lets_the_first_unit_see_beyond_the_edge():
    assert touched([(3, 1, 1, 1)], 0).tolist() == [-1, 0, 1]


def test_two_convolutions_of_three_see_five():
    assert seen([(3, 1, 1, 0), (3, 1, 1, 0)]) == (0, 4, 1)


def test_neighbours_are_the_product_of_the_strides_apart():
    assert seen([(2, 2, 1, 0), (3, 3, 1, 0)]).jump == 6
