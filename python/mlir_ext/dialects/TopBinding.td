// The ops of the top dialect, for the generated Python classes.
include "tpuc/Dialect/Top/TopOps.td"
