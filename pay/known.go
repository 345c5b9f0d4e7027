package pay

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// mostKnown bounds how many codes a refusal names.
const mostKnown = 10

// stepsOf says which steps an institution has, and with it which institution
// the caller was taken for: a step that is unknown is often somebody else's.
func stepsOf(c *Catalogue, owner InstitutionCode) Want {
	var codes []StepCode
	for code, step := range c.Steps {
		if step.Institution == owner {
			codes = append(codes, code)
		}
	}
	slices.Sort(codes)
	list := someOf(codes)
	return Want{
		LV: fmt.Sprintf("Iestādes %s soļi: %s.", owner, list),
		EN: fmt.Sprintf("Steps of the institution %s: %s.", owner, list),
	}
}

// positionsOf says which positions the price list of a step has.
func positionsOf(step *Step) Want {
	list := someOf(slices.Sorted(maps.Keys(step.Positions)))
	return Want{
		LV: fmt.Sprintf("Soļa %s pozīcijas: %s.", step.Code, list),
		EN: fmt.Sprintf("Positions of the step %s: %s.", step.Code, list),
	}
}

// someOf lists codes, the first ones of many; a dash when there are none.
func someOf[T ~string](codes []T) string {
	if len(codes) == 0 {
		return "–"
	}
	words := make([]string, 0, mostKnown+1)
	for _, code := range codes[:min(len(codes), mostKnown)] {
		words = append(words, string(code))
	}
	if len(codes) > mostKnown {
		words = append(words, "…")
	}
	return strings.Join(words, ", ")
}
