# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The node tests that fail, by reason."""

KNOWN_FAILURES: dict[str, tuple[str, ...]] = {
    "bits of floats, or integers of more than 24 bits": (
        "test_bitcast_2d_float32_to_int32",
        "test_bitcast_float32_to_int32",
        "test_bitcast_float64_to_int64",
        "test_bitcast_int32_to_float32",
        "test_bitcast_int64_to_float64",
        "test_bitcast_scalar_float32_to_int32",
        "test_bitcast_uint32_to_int32",
    ),
    "integers beyond 2^24, shifts by negative counts": (
        "test_bitshift_right_int32_negative_shift",
        "test_bitshift_right_int8_negative_shift",
        "test_bitwise_and_i32_2d",
        "test_bitwise_and_ui64_bcast_3v1d",
        "test_bitwise_not_2d",
        "test_bitwise_or_i32_2d",
        "test_bitwise_or_ui64_bcast_3v1d",
        "test_bitwise_xor_ui64_bcast_3v1d",
    ),
    "align_corners with a size that the scale does not give exactly: as ONNX Runtime": (
        "test_resize_downsample_scales_cubic_align_corners",
        "test_resize_downsample_scales_linear_align_corners",
    ),
    "not imported: Scan with the lengths of its sequences (opset 8)": ("test_scan_sum",),
    "not imported: TfIdfVectorizer": (
        "test_tfidfvectorizer_tf_batch_onlybigrams_skip0",
        "test_tfidfvectorizer_tf_batch_onlybigrams_skip5",
        "test_tfidfvectorizer_tf_batch_uniandbigrams_skip5",
        "test_tfidfvectorizer_tf_only_bigrams_skip0",
        "test_tfidfvectorizer_tf_onlybigrams_levelempty",
        "test_tfidfvectorizer_tf_onlybigrams_skip5",
        "test_tfidfvectorizer_tf_uniandbigrams_skip5",
    ),
}
