package invoicerest

import "viss.gov.lv/mm/pay"

// Status is the status with which a code is answered. The published table of
// codes is made from it.
func Status(code pay.Code) int { return statusOf(pay.Fail(code, nil)) }
