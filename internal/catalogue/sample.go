package catalogue

import (
	_ "embed" // the sample
	"fmt"
	"slices"

	"viss.gov.lv/mm/pay"
)

//go:embed sample/catalogue.yaml
var sampleFile []byte

// The institutions of the sample catalogue: the one whose steps the published
// samples use, and another, which must see nothing of it.
const (
	SampleInstitution      pay.InstitutionCode = "VRAA"
	OtherSampleInstitution pay.InstitutionCode = "PARAUGPILS"
)

// SampleFile is the sample catalogue as a file, with its comments.
func SampleFile() []byte { return slices.Clone(sampleFile) }

// Sample is the sample catalogue with client certificates that were made just
// now.
func Sample(certificates map[pay.InstitutionCode][]pay.Fingerprint) (*pay.Catalogue, error) {
	c, _, err := Parse(sampleFile)
	if err != nil {
		return nil, fmt.Errorf("sample catalogue: %w", err)
	}
	for code, fingerprints := range certificates {
		institution, ok := c.Institutions[code]
		if !ok {
			return nil, fmt.Errorf("sample catalogue: no institution %q", code)
		}
		institution.Certificates = append(institution.Certificates, fingerprints...)
	}
	return c, nil
}
