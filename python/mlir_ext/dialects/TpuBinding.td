// The ops of the tpu dialect, for the generated Python classes.
include "tpuc/Dialect/Tpu/TpuOps.td"
