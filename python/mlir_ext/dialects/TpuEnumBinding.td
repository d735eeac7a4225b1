// The enums of the tpu dialect, for the generated Python classes.
include "tpuc/Dialect/Tpu/TpuAttrs.td"
