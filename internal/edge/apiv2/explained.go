package apiv2

import (
	"viss.gov.lv/mm/internal/edge/apiv2/reference"
	"viss.gov.lv/mm/pay"
)

// explained is the table of codes for the page: problems point to its rows by
// the codes' own names, whatever the installation calls them.
func explained(renamed map[pay.Code]string) []reference.Code {
	codes := make([]reference.Code, 0, len(pay.Codes()))
	for _, c := range pay.Codes() {
		codes = append(codes, reference.Code{Name: string(c.Code), Called: renamed[c.Code], English: c.EN, Latvian: c.LV})
	}
	return codes
}
