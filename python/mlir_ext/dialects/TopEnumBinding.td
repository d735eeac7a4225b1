// The enums of the top dialect, for the generated Python classes.
include "tpuc/Dialect/Top/TopAttrs.td"
include "tpuc/Dialect/Top/TopIndexAttrs.td"
