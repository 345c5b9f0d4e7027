package paymentapi

import "viss.gov.lv/mm/pay"

// Status is the status with which a code is answered by a method. The published
// table of codes is made from it.
func Status(code pay.Code) int { return statusOf(pay.Fail(code, nil)) }
