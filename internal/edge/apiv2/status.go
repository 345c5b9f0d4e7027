package apiv2

import "viss.gov.lv/mm/pay"

// Status is the status with which a code is answered, unless the place of what
// is wrong asks for another: faults of an address or a header are 400. The
// published table of codes is made from it.
func Status(code pay.Code) int { return statusOf(pay.Fail(code, nil), nil) }
