package app

import (
	"viss.gov.lv/mm/internal/sandbox/eservice"
	"viss.gov.lv/mm/pay"
)

// proposal is what the sample e-service proposes for a free amount: 12.50, or
// what is nearest to it within the bounds.
func proposal(p *pay.Position) int64 {
	amount := max(int64(1250), p.Min)
	if p.Max > 0 {
		amount = min(amount, p.Max)
	}
	return amount
}

// sampleSteps is the price list of an institution as the sample e-service
// sells it.
func sampleSteps(c *pay.Catalogue, owner pay.InstitutionCode) []eservice.Step {
	var steps []eservice.Step
	for _, s := range stepsOf(c, owner) {
		step := eservice.Step{Code: string(s.Code), Name: eservice.Text{LV: s.Name.LV, EN: s.Name.EN}}
		for _, p := range positionsOf(s) {
			price := p.UnitPrice
			if p.Free {
				price = proposal(p)
			}
			step.Positions = append(step.Positions, eservice.Position{
				Code: string(p.Code), Name: eservice.Text{LV: p.Name.LV, EN: p.Name.EN}, Price: price, Free: p.Free,
			})
		}
		steps = append(steps, step)
	}
	return steps
}
